import { onTestFinished, vi } from "vitest";
import {
  type CallOptions,
  createKubeCent,
  type KubeCentClient,
  KubeCentError,
  type KubeCentOptions,
} from "../../sdk/src/index.ts";

/** A client of a fake service. */
export function clientOf(service: { url: string }, options: Partial<KubeCentOptions> = {}): KubeCentClient {
  return createKubeCent({ url: service.url, token: "kc_test", ...options });
}

/** Gives the waits that were begun since, in milliseconds: how long somebody means to wait, not how long it took. */
export function watchWaits(): () => readonly unknown[] {
  const setTimer = vi.spyOn(globalThis, "setTimeout");
  // Waits are spread by chance, so that callers do not all come back at once.
  const chance = vi.spyOn(Math, "random").mockReturnValue(0);
  onTestFinished(() => {
    setTimer.mockRestore();
    chance.mockRestore();
  });
  return () => setTimer.mock.calls.map(([, durationMs]) => durationMs);
}

/** A mutation, whether or not the service's router has one already: the client answers to every path. */
export function mutate(
  service: { url: string },
  input: unknown,
  options: CallOptions = {},
): Promise<unknown> {
  return Reflect.get(Reflect.get(clientOf(service), "access"), "create").mutate(input, options);
}

/** What a call fails with; fails itself where the call does not. */
export async function errorOf(call: PromiseLike<unknown>): Promise<KubeCentError> {
  const outcome = await Promise.resolve(call).then(
    () => new Error("the call did not fail"),
    (error: unknown) => error,
  );
  if (!(outcome instanceof KubeCentError)) throw outcome;
  return outcome;
}
