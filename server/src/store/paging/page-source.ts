import type pg from "pg";
import { type Fragment, run } from "../connection/sql.ts";

/** Where the rows of a question are read from: one page of them by itself, or all pages out of one cursor. */
export interface PageSource {
  readonly client: pg.ClientBase;
  /**
   * The rows of a page, and one more where there are more. `compose` gives the statement; where it is given no limit, it
   * must begin with the first row and leave none out.
   */
  page<Row extends pg.QueryResultRow>(
    limit: number,
    compose: (limit: number | null) => Fragment,
  ): Promise<Row[]>;
  /** Finds out what is the same for all pages, such as the totals: once for all that are read from here. */
  once<T>(name: string, find: () => Promise<T>): Promise<T>;
}

/** A page that is read by itself. */
export function onePage(client: pg.ClientBase): PageSource {
  return {
    client,
    page: (limit, compose) => run(client, compose(limit + 1)),
    once: (_name, find) => find(),
  };
}
