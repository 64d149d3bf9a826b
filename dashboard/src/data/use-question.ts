import type { CallOptions, KubeCentClient } from "@kubecent/sdk";
import { keepPreviousData, type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { useKubecent } from "../session/use-kubecent.ts";
import type { Asked, AskState } from "../states/asked.ts";
import { askedAgainMs } from "../states/asked-again.ts";
import { troubleOf } from "../states/trouble.ts";
import { retryDueAt } from "./query-client.ts";

/** A question to the service. */
export interface Question<Input, Answer> {
  /** The procedure, such as "cost.namespaces". */
  name: string;
  /** Null asks nothing. */
  input: Input | null;
  ask: (client: KubeCentClient, input: Input, options: CallOptions) => Promise<Answer>;
  /** How often to ask again while the page is looked at. */
  everyMs?: number | undefined;
}

/** Asks, keeps the last answer while the next one is on its way, and gives up a question that nobody waits for. */
export function useQuestion<Input, Answer>(question: Question<Input, Answer>): Asked<Answer> {
  return askedOf(useQuery(optionsOf(useKubecent(), question)));
}

/** Asks several questions of one kind at once; their answers come in the same order. */
export function useQuestions<Input, Answer>(questions: readonly Question<Input, Answer>[]): Asked<Answer>[] {
  const client = useKubecent();
  const queries = useQueries({ queries: questions.map((question) => optionsOf(client, question)) });
  return queries.map(askedOf);
}

function optionsOf<Input, Answer>(client: KubeCentClient, question: Question<Input, Answer>) {
  const { name, input, ask, everyMs } = question;
  return {
    queryKey: [name, input],
    enabled: input !== null,
    queryFn: ({ signal }: { signal: AbortSignal }) => {
      if (input === null) throw new Error(`${name} was asked without a question`);
      // The page does the waiting, so that it can say for how long.
      return ask(client, input, { signal, maxRetries: 0 });
    },
    placeholderData: keepPreviousData,
    // A screen that nobody touches recovers as well: on a wall, say.
    refetchInterval: ({ state }: { state: { error: Error | null } }) =>
      askedAgainMs(state.error) ?? everyMs ?? (false as const),
  };
}

function askedOf<Answer>(query: UseQueryResult<Answer>): Asked<Answer> {
  return {
    answer: query.data,
    state: stateOf(query),
    isOld: query.isPlaceholderData,
    answeredAt: query.data === undefined ? undefined : query.dataUpdatedAt,
    retry: () => void query.refetch({ cancelRefetch: true }),
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
