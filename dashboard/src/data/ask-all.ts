import { type CallOptions, type Page, type PagedQuery, paginate } from "@kubecent/sdk";

/** More rows than this are not fetched: a page that has them all says so, and offers the file. */
export const MOST_ROWS = 10_000;
const ROWS_A_PAGE = 1_000;

interface AllOptions extends CallOptions {
  mostRows?: number | undefined;
}

/** Reads all pages. Totals and coverage are of the first: they are over all pages. */
export async function askAll<Input extends { cursor?: string | undefined }, Row, Answer extends Page<Row>>(
  procedure: { query(input: Input, options?: CallOptions): PromiseLike<Answer> },
  input: Input,
  { mostRows = MOST_ROWS, ...options }: AllOptions,
): Promise<Answer> {
  const pages: Answer[] = [];
  const watched: PagedQuery<Input, Row> = {
    async query(asked, how) {
      const page = await procedure.query(asked, how);
      pages.push(page);
      return page;
    },
  };
  const rows: Row[] = [];
  for await (const row of paginate<Input, Row>(watched, { ...input, limit: ROWS_A_PAGE }, options)) {
    if (rows.length === mostRows) break;
    rows.push(row);
  }
  const [first] = pages;
  if (!first) throw new Error("paginate has asked for no page");
  return { ...first, rows, nextCursor: pages.at(-1)?.nextCursor ?? null };
}
