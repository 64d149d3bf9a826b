import type { CallOptions, KubeCentClient, Page } from "@kubecent/sdk";
import { askAll } from "./ask-all.ts";
import type { Question } from "./question.ts";

interface PagedQuestion<Input, Row, Answer extends Page<Row>> {
  name: string;
  input: Input | null;
  procedure: (client: KubeCentClient) => { query(input: Input, options?: CallOptions): PromiseLike<Answer> };
}

/** Asks for all rows of a question that is answered in pages; `nextCursor` is null unless there are more than MOST_ROWS. */
export function allRows<Input extends { cursor?: string | undefined }, Row, Answer extends Page<Row>>({
  name,
  input,
  procedure,
}: PagedQuestion<Input, Row, Answer>): Question<Input, Answer> {
  return {
    name: `${name}, all rows`,
    input,
    ask: (client, asked, options) => askAll<Input, Row, Answer>(procedure(client), asked, options),
  };
}
