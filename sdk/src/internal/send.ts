import type { AnswerWithResponse } from "../client.ts";
import { KubeCentError } from "../errors.ts";
import { type Attempt, deadlineOf, type Plan, tryOnce } from "./attempt.ts";
import { sleep } from "./deadline.ts";
import { retryDelayMs } from "./retry.ts";

/** Sends a call until it is answered, refused for good, or out of retries. */
export async function send(plan: Plan): Promise<AnswerWithResponse<unknown>> {
  let retries = 0;
  let tokenRefreshed = false;
  for (let number = 1; ; number += 1) {
    const attempt: Attempt = { plan, number };
    const outcome = await tryOnce(attempt);
    if (!(outcome instanceof KubeCentError)) return outcome;

    const refreshToken =
      outcome.status === 401 && typeof plan.settings.token === "function" && !tokenRefreshed;
    if (refreshToken) {
      // Not a retry: the next attempt asks for a token anew, whatever the number of retries is.
      tokenRefreshed = true;
      continue;
    }
    const delayMs = retryDelayMs(outcome, {
      isRepeatable: isRepeatable(plan),
      retries,
      random: Math.random(),
    });
    if (delayMs === undefined || retries >= plan.patience.maxRetries) throw outcome;
    retries += 1;
    await sleep(delayMs, deadlineOf(attempt));
  }
}

function isRepeatable({ operation, idempotencyKey }: Plan): boolean {
  return operation.type === "query" || idempotencyKey !== undefined;
}
