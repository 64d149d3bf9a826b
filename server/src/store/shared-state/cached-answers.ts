import { KeyvPostgres } from "@keyv/postgres";
import type { KeyvEntry } from "keyv";
import { compareText } from "../../domain/compare-text.ts";
import type { Database } from "../connection/database.ts";
import { inOneTrip } from "../connection/one-trip.ts";
import { inRelaxedTransaction } from "../connection/transaction.ts";

const PAGE_ROWS = 100;

/**
 * Keyv's store for PostgreSQL over the service's own pool and the table that a migration has made. Reading, listing and
 * deleting are its own statements. Its own pool has no listener for errors: a restart of PostgreSQL would end the
 * process. Its own table has no expiry, so nothing could sweep it.
 */
export class CachedAnswersTable extends KeyvPostgres {
  constructor(database: Database) {
    super({ table: "cached_answer", iterationLimit: PAGE_ROWS });
    this.query = (text, values: unknown[]) => inOneTrip(database, text, values);
  }

  /** Called by the constructor of the base, for the one statement that makes its table. */
  override connect(): Promise<() => Promise<never[]>> {
    return Promise.resolve(() => Promise.resolve([]));
  }

  /** The pool belongs to the service, which ends it. */
  override disconnect(): Promise<void> {
    return Promise.resolve();
  }

  /** By a statement of its own: in an array of one, all of a long value would be escaped. */
  override async set(key: string, value: string, ttl?: number): Promise<void> {
    await this.query(
      `insert into cached_answer (key, value, expires_at)
       values ($1, $2, now() + $3::double precision * interval '1 millisecond')
       on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at`,
      [key, value, ttl ?? null],
    );
  }

  /** Writes values with their expiry, on the database's clock; of two under one key the last one stays. */
  override async setMany(entries: KeyvEntry[]): Promise<void> {
    // One statement may write a key only once. In one order, two writers wait for each other and never in a ring.
    const byKey = new Map(entries.map((entry) => [entry.key, entry]));
    const sorted = [...byKey.values()].toSorted((left, right) => compareText(left.key, right.key));
    await this.query(
      `insert into cached_answer (key, value, expires_at)
       select key, value, now() + ttl_ms * interval '1 millisecond'
       from unnest($1::text[], $2::text[], $3::double precision[]) as given (key, value, ttl_ms)
       on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at`,
      [
        sorted.map(({ key }) => key),
        sorted.map(({ value }) => String(value)),
        sorted.map(({ ttl }) => ttl ?? null),
      ],
    );
  }

  /** The base takes the namespace for a pattern: clearing `a_b` would clear `axb` as well. */
  override async clear(): Promise<void> {
    const prefix = this.namespace ? `${this.namespace}:` : "";
    await this.query("delete from cached_answer where starts_with(key, $1)", [prefix]);
  }
}

/** The keys of entries that have not expired, up to `limit` of them. */
export async function readCachedKeys(database: Database, limit: number): Promise<string[]> {
  const text = "select key from cached_answer where expires_at is null or expires_at > now() limit $1";
  const rows = await inOneTrip<{ key: string }>(database, text, [limit]);
  return rows.map(({ key }) => key);
}

/**
 * Deletes up to `limit` entries that have expired, and returns how many. Rows that another process is sweeping
 * or writing are left to it.
 */
export function sweepCachedAnswers(database: Database, limit: number): Promise<number> {
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
