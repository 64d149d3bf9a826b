import { DAY_MS, formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { HourCosts } from "../../server/src/domain/allocation/hour-costs.ts";
import { DAY_ROLLUPS } from "../../server/src/store/sums/days/day-rollups.ts";
import { hourChecksum } from "../../server/src/store/hours/hour-checksum.ts";
import { SPAN_ROLLUPS } from "../../server/src/store/sums/spans/span-rollups.ts";
import { ROLLUPS } from "../../server/src/store/sums/rollups.ts";
import { inRelaxedTransaction } from "../../server/src/store/connection/transaction.ts";
import { type BenchCluster, TEMPLATE_DAYS } from "./loaded-cluster.ts";

const HOUR_TABLES = [...ROLLUPS.map(({ table }) => table), "node_hour", "asset_hour", "cluster_hour"];
const DAY_TABLES = [...DAY_ROLLUPS.map(({ table }) => table), "cluster_day"];

/** A day to be filled with a copy of a template day. */
interface Copy {
  readonly day: Instant;
  /** Whether its container-hours are there too: they go before everything else does. */
  readonly withFacts: boolean;
  /** Only hours before this one, for a day that is not over; it has no sums by day then. */
  readonly before?: Instant;
}

/**
 * Fills days with copies of the template days, in one transaction. An hour's checksum does not know its time, so that
 * copies keep theirs, and with it everything that `admin verify` counts.
 */
export function copyDays(cluster: BenchCluster, copies: readonly Copy[], onDay: () => void): Promise<void> {
  return inRelaxedTransaction(cluster.database, async (client) => {
    for (const copy of copies) {
      await copyDay(client, cluster, copy);
      onDay();
    }
  });
}

async function copyDay(client: pg.PoolClient, cluster: BenchCluster, copy: Copy): Promise<void> {
  const template = templateOf(cluster, copy.day);
  const end = copy.before ?? copy.day + DAY_MS;
  const shift = { clusterId: cluster.clusterId, template, day: copy.day, end };
  if (copy.withFacts) await copyTable(client, "container_hour", "hour", shift);
  for (const table of HOUR_TABLES) await copyTable(client, table, "hour", shift);
  for (const costs of cluster.gapHours) {
    const hour = costs.hour + copy.day - template;
    if (hour >= copy.day && hour < end) await moveGap(client, cluster.clusterId, { costs, hour });
  }
  if (copy.before === undefined) await copySums(client, shift, copy.withFacts);
  else await noteOpenDay(client, shift);
}

/** The template day of a day: they follow each other, as days do. */
function templateOf({ today }: BenchCluster, day: Instant): Instant {
  const daysBefore = Math.round((today - day) / DAY_MS);
  const place = (((daysBefore - 1) % TEMPLATE_DAYS) + TEMPLATE_DAYS) % TEMPLATE_DAYS;
  return today - (place + 1) * DAY_MS;
}

interface Shift {
  readonly clusterId: number;
  readonly template: Instant;
  readonly day: Instant;
  readonly end: Instant;
}

/** Columns that hold a time that moves along. */
const MOVED = new Set(["hour", "day", "start", "collected_at", "written_at"]);

async function copyTable(
  client: pg.PoolClient,
  table: string,
  time: "hour" | "day" | "start",
  { clusterId, template, day, end }: Shift,
): Promise<void> {
  const columns = await columnsOf(client, table);
  const values = columns.map((column) => (MOVED.has(column) ? `${column} + $4::interval` : column));
  await client.query(
    `insert into ${table} (${columns.join(", ")}) select ${values.join(", ")} from ${table}
     where cluster_id = $1 and ${time} >= $2 and ${time} < $3`,
    [clusterId, new Date(template), new Date(template + (end - day)), `${(day - template) / HOUR_MS} hours`],
  );
}

async function columnsOf(client: pg.PoolClient, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
     order by attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}

async function copySums(client: pg.PoolClient, shift: Shift, withFacts: boolean): Promise<void> {
  for (const table of DAY_TABLES) await copyTable(client, table, "day", shift);
  if (withFacts) {
    // What is left of a day from some hour on; weeks are made of whatever days there are in the end.
    for (const { table } of SPAN_ROLLUPS) await copyTable(client, table, "start", shift);
    return;
  }
  await client.query("update cluster_day set facts_gone = true where cluster_id = $1 and day = $2", [
    shift.clusterId,
    new Date(shift.day),
  ]);
}

/** Says of a day that is not over that hours of it were written, as writing them does. */
async function noteOpenDay(client: pg.PoolClient, { clusterId, day, end }: Shift): Promise<void> {
  await client.query(
    "insert into cluster_day (cluster_id, day, stands, written_at) values ($1, $2, false, $3)",
    [clusterId, new Date(day), new Date(end)],
  );
}

async function moveGap(
  client: pg.PoolClient,
  clusterId: number,
  { costs, hour }: { readonly costs: HourCosts; readonly hour: Instant },
): Promise<void> {
  const shiftMs = hour - costs.hour;
  const gaps = costs.gaps.map((gap) => ({ ...gap, start: gap.start + shiftMs, end: gap.end + shiftMs }));
  const { rowCount } = await client.query(
    "update cluster_hour set gaps = $3, checksum = $4 where cluster_id = $1 and hour = $2",
    [clusterId, new Date(hour), JSON.stringify(gaps), hourChecksum({ ...costs, hour, gaps })],
  );
  if (rowCount !== 1)
    throw new Error(`Found no hour at ${formatInstant(hour)}, wanted the copy of one with a gap`);
}
