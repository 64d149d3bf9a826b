import type { CallOptions, KubeCentClient } from "@kubecent/sdk";
import { keepPreviousData } from "@tanstack/react-query";
import { askedAgainMs } from "../states/asked-again.ts";

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

/** A question as TanStack Query has it. Whoever asks the same, a screen or what runs before it, shares one answer. */
export function queryOptions<Input, Answer>(client: KubeCentClient, question: Question<Input, Answer>) {
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
