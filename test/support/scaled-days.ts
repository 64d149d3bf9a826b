import { DAY_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../../server/src/store/connection/database.ts";
import { inRelaxedTransaction } from "../../server/src/store/connection/transaction.ts";

/** Days that are to be like one that is stored, each namespace at its own factor. */
export interface ScaledDays {
  readonly clusterId: number;
  /** A day of which all hours are stored. */
  readonly template: Instant;
  readonly days: readonly Instant[];
  /** How much a namespace costs on a day, as a factor of the template's; nothing at all of it for nought. */
  readonly factor: (namespace: string, day: Instant) => number;
  /** Whether all is dearer instead of more. */
  readonly isPrice?: boolean;
  /** The hours of a day that are stored; all of them where it is left out. */
  readonly hours?: (day: Instant) => number;
}

/** Where a row's namespace stands; rows of clusters stay as they are. */
const NAMESPACE_OF: Readonly<Record<string, string>> = {
  container_hour: "stored.namespace_id",
  namespace_hour: "stored.namespace_id",
  controller_hour:
    "(select namespace_id from controller where cluster_id = $1 and controller_id = stored.controller_id)",
  node_usage_hour: "-1",
  node_hour: "-1",
  asset_hour: "-1",
  cluster_hour: "-1",
};
const MOVED = new Set(["hour", "collected_at"]);
/** Money and quantities; seconds are of the day, which is as long. */
const SCALED = /_nano(_|$)/;
const MONEY = /_nano$/;

/** Stores days in the tables, as if they had been collected: months of history in a second or two. */
export async function storeScaledDays(database: Database, wanted: ScaledDays): Promise<void> {
  const { clusterId, template, days, hours = () => 24 } = wanted;
  // Alone, and with something to return below: Citus refuses both otherwise.
  await inRelaxedTransaction(database, async (client) => {
    for (const day of days) await client.query("select ensure_container_hour_partition($1)", [new Date(day)]);
  });
  await inRelaxedTransaction(database, async (client) => {
    const { rows: namespaces } = await client.query<{ id: string; name: string }>(
      "select namespace_id::text as id, name from namespace where cluster_id = $1",
      [clusterId],
    );
    await client.query(
      "create temp table wanted (namespace_id bigint, shift interval, ends timestamptz, factor float8) on commit drop",
    );
    for (const { id, name } of [{ id: "-1", name: "" }, ...namespaces]) {
      await client.query(
        `insert into wanted select $1::bigint, make_interval(secs => s), $2::timestamptz + make_interval(hours => h), f
           from unnest($3::float8[], $4::int[], $5::float8[]) each(s, h, f)`,
        [
          id,
          new Date(template),
          days.map((day) => (day - template) / 1_000),
          days.map(hours),
          days.map((day) => (name === "" ? 1 : wanted.factor(name, day))),
        ],
      );
    }
    for (const [table, namespace] of Object.entries(NAMESPACE_OF)) {
      const columns = await columnsOf(client, table);
      const scaled = wanted.isPrice === true ? MONEY : SCALED;
      const values = columns.map((name) => {
        if (MOVED.has(name)) return `stored.${name} + shift`;
        const isScaled = namespace !== "-1" && scaled.test(name);
        return isScaled ? `round(stored.${name} * factor)::bigint` : `stored.${name}`;
      });
      await client.query(
        `insert into ${table} (${columns.join()}) select ${values.join()} from ${table} stored
         join wanted on wanted.namespace_id = ${namespace} and factor > 0
         where stored.cluster_id = $1 and stored.hour >= $2 and stored.hour < wanted.ends
         returning 1`,
        [clusterId, new Date(template)],
      );
    }
    // Their sums by day are not made: the same is read from their hours.
    await client.query(
      `insert into cluster_day (cluster_id, day, written_at) select $1, day, day from unnest($2::timestamptz[]) day
       on conflict do nothing returning 1`,
      [clusterId, days.map((day) => new Date(day))],
    );
  });
}

async function columnsOf(client: pg.ClientBase, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/** `count` days from `first` on. */
export function daysFrom(first: Instant, count: number): Instant[] {
  return Array.from({ length: count }, (_, index) => first + index * DAY_MS);
}
