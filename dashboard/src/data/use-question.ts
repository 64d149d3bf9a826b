import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useKubecent } from "../session/use-kubecent.ts";
import type { Asked, AskState } from "../states/asked.ts";
import { troubleOf } from "../states/trouble.ts";
import { retryDueAt } from "./query-client.ts";
import { type Question, queryOptions } from "./question.ts";

/** Asks, keeps the last answer while the next one is on its way, and gives up a question that nobody waits for. */
export function useQuestion<Input, Answer>(question: Question<Input, Answer>): Asked<Answer> {
  const options = queryOptions(useKubecent(), question);
  const client = useQueryClient();
  const query = useQuery(options);
  return {
    answer: query.data,
    state: stateOf(query),
    isOld: query.isPlaceholderData,
    answeredAt: query.data === undefined ? undefined : query.dataUpdatedAt,
    // Asked for while it waits for its next attempt, a question without an answer would go on waiting.
    retry: () => {
      const { queryKey } = options;
      void client.cancelQueries({ queryKey, exact: true }).then(() => query.refetch());
    },
  };
}

function stateOf({ fetchStatus, failureReason, error, data, isPlaceholderData }: UseQueryResult): AskState {
  if (fetchStatus === "paused") return { kind: "offline" };
  const reason = error ?? failureReason;
  if (fetchStatus === "fetching" && reason) {
    const until = retryDueAt(reason);
    if (until !== undefined) return { kind: "waiting", trouble: troubleOf(reason), until };
  }
  if (error && fetchStatus === "idle") return { kind: "failed", trouble: troubleOf(error) };
  return data === undefined || isPlaceholderData ? { kind: "loading" } : { kind: "ready" };
}
