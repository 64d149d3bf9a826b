import { setTimeout as sleep } from "node:timers/promises";
import type { ChaosServer } from "./chaos-server.ts";

/** What became of requests that were sent all the time. */
export interface LoadReport {
  /** How often each status was answered; 0 stands for a connection that broke. */
  readonly statuses: ReadonlyMap<number, number>;
  /** The longest that a request took. */
  readonly longestMs: number;
  /** Refusals with 503 that did not say when to try again. */
  readonly mute: number;
}

/** Asks for costs all the time, until it is told to stop. */
export function startLoad(server: ChaosServer): { stop(): Promise<LoadReport> } {
  const state = { stopped: false, statuses: new Map<number, number>(), longestMs: 0, mute: 0 };
  const askOnce = async (): Promise<void> => {
    const startedAt = performance.now();
    const answer = await server.ask("/api/v1/cost/namespaces?window=24h").catch(() => null);
    await answer?.arrayBuffer().catch(() => null);
    const status = answer?.status ?? 0;
    state.statuses.set(status, (state.statuses.get(status) ?? 0) + 1);
    state.longestMs = Math.max(state.longestMs, Math.round(performance.now() - startedAt));
    if (status === 503 && !answer?.headers.get("retry-after")) state.mute++;
  };
  const asking = Array.from({ length: 4 }, async () => {
    while (!state.stopped) {
      await askOnce();
      await sleep(25);
    }
  });
  return {
    stop: async () => {
      state.stopped = true;
      await Promise.all(asking);
      return state;
    },
  };
}
