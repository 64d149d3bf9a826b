import type { CallOptions, KubeCentClient, Page } from "@kubecent/sdk";
import type { Asked } from "../states/asked.ts";
import { askAll } from "./ask-all.ts";
import { useQuestion } from "./use-question.ts";

interface PagedQuestion<Input, Row, Answer extends Page<Row>> {
  name: string;
  input: Input | null;
  procedure: (client: KubeCentClient) => { query(input: Input, options?: CallOptions): PromiseLike<Answer> };
}

/** Asks for all rows of a question that is answered in pages; `nextCursor` is null unless there are more than MOST_ROWS. */
export function useAllRows<Input extends { cursor?: string | undefined }, Row, Answer extends Page<Row>>(
  question: PagedQuestion<Input, Row, Answer>,
): Asked<Answer> {
  const { name, input, procedure } = question;
  return useQuestion({
    name: `${name}, all rows`,
    input,
    ask: (client, asked, options) => askAll<Input, Row, Answer>(procedure(client), asked, options),
  });
}
