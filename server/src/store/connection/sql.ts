import type pg from "pg";
import { type Fragment, statementOf } from "./composed-sql.ts";
import { inLine } from "./pipelined.ts";

export { type Fragment, sql } from "./composed-sql.ts";

/** Runs a composed statement and returns its rows. `Row` states what the statement selects. */
export async function run<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  statement: Fragment,
): Promise<Row[]> {
  const { text, values } = statementOf(statement);
  const { rows } = await inLine(client, (bound) =>
    client.query<Row>({ text, values: [...values], ...bound }),
  );
  return rows;
}

/** Runs a composed statement that gives no rows, and returns how many it has gone over. */
export async function runCounting(client: pg.ClientBase, statement: Fragment): Promise<number> {
  const { text, values } = statementOf(statement);
  const { rowCount } = await client.query(text, [...values]);
  return rowCount ?? 0;
}
