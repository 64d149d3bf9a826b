import type { Database } from "../connection/database.ts";
import { inRelaxedTransaction, inPrimarySnapshot } from "../connection/transaction.ts";

/** A value under its key; `ttlMs` counts from now, on the database's clock; without it the value never expires. */
export interface CachedEntry {
  readonly key: string;
  readonly value: string;
  readonly ttlMs: number | undefined;
}

/** The values of those keys that are there and have not expired. */
export function readCached(database: Database, keys: readonly string[]): Promise<Map<string, string>> {
  return inPrimarySnapshot(database, async (client) => {
    const { rows } = await client.query<{ key: string; value: string }>(
      `select key, value from cached_answer
       where key = any($1) and (expires_at is null or expires_at > now())`,
      [keys],
    );
    return new Map(rows.map(({ key, value }) => [key, value]));
  });
}

/** Which of the keys are there and have not expired. */
export function findCached(database: Database, keys: readonly string[]): Promise<Set<string>> {
  return inPrimarySnapshot(database, async (client) => {
    const { rows } = await client.query<{ key: string }>(
      "select key from cached_answer where key = any($1) and (expires_at is null or expires_at > now())",
      [keys],
    );
    return new Set(rows.map(({ key }) => key));
  });
}

/** Writes values; of two under one key the last one stays. */
export async function writeCached(database: Database, entries: readonly CachedEntry[]): Promise<void> {
  // One statement may write a key once only; in one order, two writers wait in turn and never in a ring.
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const sorted = [...byKey.values()].toSorted((left, right) => (left.key < right.key ? -1 : 1));
  await inRelaxedTransaction(database, (client) =>
    client.query(
      `insert into cached_answer (key, value, expires_at)
       select key, value, now() + ttl_ms * interval '1 millisecond'
       from unnest($1::text[], $2::text[], $3::double precision[]) as given (key, value, ttl_ms)
       on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at`,
      [
        sorted.map(({ key }) => key),
        sorted.map(({ value }) => value),
        sorted.map(({ ttlMs }) => ttlMs ?? null),
      ],
    ),
  );
}

/** Deletes keys; returns how many of them were there. */
export function deleteCached(database: Database, keys: readonly string[]): Promise<number> {
  return inRelaxedTransaction(database, async (client) => {
    const { rowCount } = await client.query("delete from cached_answer where key = any($1)", [keys]);
    return rowCount ?? 0;
  });
}

/** Deletes every key that begins so. The prefix is text, not a pattern: `a_b` does not clear `axb`. */
export async function clearCached(database: Database, prefix: string): Promise<void> {
  await inRelaxedTransaction(database, (client) =>
    client.query("delete from cached_answer where starts_with(key, $1)", [prefix]),
  );
}

/** Up to `limit` entries whose keys begin so, behind the key `after`, in order of their keys. */
export function listCached(
  database: Database,
  { prefix, after, limit }: { readonly prefix: string; readonly after: string; readonly limit: number },
): Promise<{ key: string; value: string }[]> {
  return inPrimarySnapshot(database, async (client) => {
    const { rows } = await client.query<{ key: string; value: string }>(
      `select key, value from cached_answer
       where starts_with(key, $1) and key > $2 and (expires_at is null or expires_at > now())
       order by key limit $3`,
      [prefix, after, limit],
    );
    return rows;
  });
}

/**
 * Deletes up to `limit` entries that have expired, and returns how many. Rows that another process is sweeping
 * or writing are left to it.
 */
export function sweepCached(database: Database, limit: number): Promise<number> {
  return inRelaxedTransaction(database, async (client) => {
    const { rowCount } = await client.query(
      `delete from cached_answer where key in (
         select key from cached_answer where expires_at <= now()
         order by expires_at limit $1 for update skip locked)`,
      [limit],
    );
    return rowCount ?? 0;
  });
}
