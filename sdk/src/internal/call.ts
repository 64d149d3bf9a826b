import { TRPCClientError, type TRPCUntypedClient } from "@trpc/client";
import type { AnswerWithResponse, Call } from "../client.ts";
import { KubeCentError } from "../errors.ts";
import type { CallOptions } from "../options.ts";
import type { AppRouter } from "@kubecent/server/router";
import type { Operation } from "./http-request.ts";
import type { CallContext } from "./transport-link.ts";

/** Starts a call, and hands it out as a promise that also knows what came with its answer. */
export function startCall(
  client: TRPCUntypedClient<AppRouter>,
  { type, path, input }: Operation,
  options: CallOptions,
): Call<unknown> {
  const sent = new Promise<AnswerWithResponse<unknown>>((resolve, reject) => {
    const context: CallContext = { options, received: resolve };
    client[type](path, input, { context }).catch((error: unknown) => reject(unwrap(error)));
  });
  const answer = sent.then((received) => received.answer);

  return Object.assign(answer, {
    async withResponse() {
      // Not `sent` alone: nobody would then have caught what `answer` rejects with.
      await answer;
      return sent;
    },
  });
}

/** tRPC wraps whatever it does not know, also what the caller's own token function or hook threw. */
function unwrap(error: unknown): unknown {
  const isWrapped = error instanceof TRPCClientError && !KubeCentError.is(error);
  return isWrapped ? error.cause : error;
}
