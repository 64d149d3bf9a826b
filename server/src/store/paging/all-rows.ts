import { CostError } from "@kubecent/shared";
import type pg from "pg";
import { type Fragment, run, runCounting, sql } from "../connection/sql.ts";
import type { PageSource } from "./page-source.ts";

/**
 * All rows of one question, read page after page out of one cursor: what is summed up for the first page is not
 * summed up again for the second. They are counted before the first one is read.
 */
export class AllRows implements PageSource {
  readonly client: pg.ClientBase;
  readonly #exportMaxRows: number;
  readonly #found = new Map<string, Promise<unknown>>();
  #count: number | undefined;
  #ahead: pg.QueryResultRow[] = [];

  constructor(client: pg.ClientBase, exportMaxRows: number) {
    this.client = client;
    this.#exportMaxRows = exportMaxRows;
  }

  /** How many rows there are; known once the first page has been read. */
  get count(): number {
    if (this.#count === undefined) throw new Error("No page of these rows has been read");
    return this.#count;
  }

  /**
   * The next rows: one more than `limit` where there are more, and that one comes first again on the page after.
   * Throws TOO_MANY_ROWS, before any row, where there are more than may be had.
   */
  async page<Row extends pg.QueryResultRow>(
    limit: number,
    compose: (limit: null) => Fragment,
  ): Promise<Row[]> {
    this.#count ??= await this.#open(compose(null));
    const wanted = limit + 1 - this.#ahead.length;
    const fetched = await run<Row>(this.client, sql`fetch forward ${sql.lit(wanted)} from all_rows`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a row of the page before, of the same cursor
    const rows = [...(this.#ahead as Row[]), ...fetched];
    this.#ahead = rows.slice(limit);
    return rows;
  }

  /** What is the same for all pages, such as the totals, is found out with the first one. */
  once<T>(name: string, find: () => Promise<T>): Promise<T> {
    const found = this.#found.get(name) ?? find();
    this.#found.set(name, found);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one name is one thing, with one type
    return found as Promise<T>;
  }

  async #open(statement: Fragment): Promise<number> {
    // Scrolling back makes the database keep the rows that it has counted: in memory, then in a file of its own.
    await run(this.client, sql`declare all_rows scroll cursor for ${statement}`);
    const counting = sql`move forward ${sql.lit(this.#exportMaxRows + 1)} from all_rows`;
    const count = await runCounting(this.client, counting);
    if (count > this.#exportMaxRows) throw tooManyRows(this.#exportMaxRows);
    await run(this.client, sql`move absolute 0 from all_rows`);
    return count;
  }
}

function tooManyRows(exportMaxRows: number): CostError {
  return new CostError(
    "TOO_MANY_ROWS",
    `The answer has more than ${exportMaxRows} rows, and a file holds no more than that. ` +
      "Ask for a shorter window, for fewer clusters or namespaces, or for fewer keys, and make several files of it.",
  );
}
