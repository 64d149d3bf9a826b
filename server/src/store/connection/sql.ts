import type pg from "pg";
import { type Fragment, type Statement, statementOf } from "./composed-sql.ts";
import { allSettledThenThrow } from "./all-settled-then-throw.ts";
import { inLine, nameInLine, planInLine } from "./pipelined.ts";

export { type Fragment, readingMany, sql } from "./composed-sql.ts";

/** Runs a composed statement and returns its rows, planned for its values. `Row` states what the statement selects. */
export function run<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  statement: Fragment,
): Promise<Row[]> {
  return send(client, statementOf(statement), undefined);
}

/**
 * The same by a plan that is made once for all values and kept on the connection, where connections can do that: for
 * statements whose best plan is the same whatever they are asked for. Planning takes milliseconds, and such a plan knows
 * nothing of how many rows there will be: what reads many is planned for its values all the same.
 */
export function runKept<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  statement: Fragment,
): Promise<Row[]> {
  const composed = statementOf(statement);
  return send(client, composed, composed.readsMany ? undefined : nameInLine(client, composed.text));
}

async function send<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  { text, values }: Statement,
  name: string | undefined,
): Promise<Row[]> {
  const query = { ...(name !== undefined && { name }), text, values: [...values] };
  const [, { rows }] = await allSettledThenThrow(
    planInLine(client, name === undefined ? "forValues" : "forAll"),
    inLine(client, (bound) => client.query<Row>({ ...query, ...bound })),
  );
  return rows;
}

/** Runs a composed statement that gives no rows, and returns how many it has gone over. */
export async function runCounting(client: pg.ClientBase, statement: Fragment): Promise<number> {
  const { text, values } = statementOf(statement);
  const { rowCount } = await client.query(text, [...values]);
  return rowCount ?? 0;
}
