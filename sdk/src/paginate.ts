import type { CallOptions } from "./options.ts";

/** An answer that comes in pages. */
export interface Page<Row> {
  rows: Row[];
  nextCursor: string | null;
}

/** A question whose answer comes in pages, such as `client.cost.pods`. */
export interface PagedQuery<Input, Row> {
  /** Asks for one page. */
  query(input: Input, options?: CallOptions): PromiseLike<Page<Row>>;
}

/**
 * Yields the rows of all pages, and asks for a page only when its first row is wanted. `input.limit` is the size
 * of a page, not of the whole. A page that fails throws its `KubeCentError`.
 */
export async function* paginate<Input extends { cursor?: string | undefined } | undefined, Row>(
  procedure: PagedQuery<Input, Row>,
  input: NoInfer<Input>,
  options?: CallOptions,
): AsyncGenerator<Row, void, undefined> {
  let cursor = input?.cursor;
  do {
    const page: Page<Row> = await procedure.query({ ...input, cursor }, options);
    yield* page.rows;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
