import type { TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AnswerWithResponse } from "../client.ts";
import type { CallOptions } from "../options.ts";
import type { AppRouter } from "@kubecent/server/router";
import type { Plan } from "./attempt.ts";
import { httpRequestOf, type Operation, randomKey } from "./http-request.ts";
import { send } from "./send.ts";
import { lowerCaseNames, readPatience, type Settings } from "./settings.ts";

const KEY = /^[\x21-\x7e]{1,255}$/;

/** What a call carries through tRPC to the link. */
export interface CallContext extends Record<string, unknown> {
  readonly options: CallOptions;
  /** Takes the answer with its response: tRPC would hand back the answer alone. */
  readonly received: (received: AnswerWithResponse<unknown>) => void;
}

/**
 * Ends tRPC's chain: one call, one request. A batch would tie a call's timeout, retries and abort to those of its
 * neighbours.
 */
export function transportLink(settings: Settings): TRPCLink<AppRouter> {
  return () =>
    ({ op: { type, path, input, context } }) =>
      observable((observer) => {
        if (type === "subscription" || !isCallContext(context))
          throw new TypeError(`${path}: not a call of this client`);

        const run = async (): Promise<void> => {
          const received = await send(planOf({ type, path, input }, settings, context.options));
          context.received(received);
          observer.next({ result: { type: "data", data: received.answer } });
          observer.complete();
        };
        run().catch((error) => observer.error(error));
      });
}

function isCallContext(context: Record<string, unknown>): context is CallContext {
  return typeof context["received"] === "function";
}

function planOf(operation: Operation, settings: Settings, options: CallOptions): Plan {
  return {
    operation,
    settings,
    options,
    patience: readPatience(options, settings.patience),
    request: httpRequestOf(operation, settings.mount),
    idempotencyKey: operation.type === "mutation" ? keyOf(settings, options) : undefined,
  };
}

/** The one key of all attempts of a mutation; undefined where the caller wants none. */
function keyOf(
  settings: Settings,
  { headers, idempotencyKey = randomKey() }: CallOptions,
): string | undefined {
  const own = { ...settings.headers, ...lowerCaseNames(headers) }["idempotency-key"];
  const key = own ?? idempotencyKey;
  if (key === null) return undefined;
  if (!KEY.test(key))
    throw new TypeError("idempotencyKey: wanted 1 to 255 visible ASCII characters without spaces, or null");
  return key;
}
