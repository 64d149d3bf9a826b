import type pg from "pg";
import type { Database } from "./database.ts";
import { isFaultOfKeeping } from "./kept-statements.ts";
import { inLine, keptInLine } from "./pipelined.ts";
import { runPipelined } from "./run-transaction.ts";
import { BEGIN_RELAXED } from "./transaction.ts";

/**
 * One statement in a relaxed transaction of its own, sent together with its beginning and its end. `text` must always be
 * one of a few, for it is kept on connections that can do that.
 */
export function inOneTrip<Row extends pg.QueryResultRow>(
  database: Database,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const attempt = (mayKeep: boolean): Promise<Row[]> =>
    runPipelined(
      database.primary,
      { begin: BEGIN_RELAXED, mayKeep, isLastTrip: () => true },
      async (client) => {
        const query = { ...(keptInLine(client, text) ?? { text }), values: [...values] };
        return (await inLine(client, (bound) => client.query<Row>({ ...query, ...bound }))).rows;
      },
    );
  return attempt(true).catch((error: unknown) => {
    if (isFaultOfKeeping(error)) return attempt(false);
    throw error;
  });
}
