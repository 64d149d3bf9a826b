import type pg from "pg";

/** How long the sums of one day may take: of 100,000 containers there are 2.4 million rows. */
const PATIENCE_MS = 300_000;

/** A statement that may take longer than those that somebody waits for. */
export function withTimeout(
  text: string,
  values: readonly unknown[],
  patienceMs: number = PATIENCE_MS,
): pg.QueryConfig {
  // node-postgres knows a timeout of a single query, its types do not.
  const query: pg.QueryConfig & { query_timeout: number } = {
    text,
    values: [...values],
    query_timeout: patienceMs,
  };
  return query;
}
