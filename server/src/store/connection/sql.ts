import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from "kysely";
import type pg from "pg";
import { inLine } from "./pipelined.ts";

export { sql } from "kysely";

/** A piece of SQL with its parameters; pieces are put together without ever joining values into text. */
export type Fragment = RawBuilder<unknown>;

// Kysely composes and numbers parameters; connections, roles and snapshots stay with our own transactions.
const compiler = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Runs a composed statement and returns its rows. `Row` states what the statement selects. */
export async function run<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  statement: Fragment,
): Promise<Row[]> {
  const { sql, parameters } = statement.compile(compiler);
  const { rows } = await inLine(client, (bound) =>
    client.query<Row>({ text: sql, values: [...parameters], ...bound }),
  );
  return rows;
}

/** Runs a composed statement that gives no rows, and returns how many it has gone over. */
export async function runCounting(client: pg.ClientBase, statement: Fragment): Promise<number> {
  const { sql, parameters } = statement.compile(compiler);
  const { rowCount } = await client.query(sql, [...parameters]);
  return rowCount ?? 0;
}
