import { setTimeout as sleep } from "node:timers/promises";
import { DAY_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { inTransaction } from "../transaction.ts";

/** A week of container-hours, as the partition that holds it. */
export interface FactWeek {
  readonly start: Instant;
  readonly end: Instant;
}

/** Tables that retention drops a partition of at a time. */
type PartitionedTable = "container_hour" | "container_day" | "usage_sketch_day";

const WEEK_MS = 7 * DAY_MS;

/** The weeks of container-hours that there are, oldest first. */
export function readFactWeeks(pool: pg.Pool): Promise<FactWeek[]> {
  return readPartitions(pool, "container_hour", (year, month, day) => {
    const start = Date.UTC(year, month - 1, day);
    return { start, end: start + WEEK_MS };
  });
}

/** The months of container-days, or of their sketches, that there are, oldest first. */
export function readDayMonths(
  pool: pg.Pool,
  table: "container_day" | "usage_sketch_day" = "container_day",
): Promise<FactWeek[]> {
  return readPartitions(pool, table, (year, month) => ({
    start: Date.UTC(year, month - 1),
    end: Date.UTC(year, month),
  }));
}

function readPartitions(
  pool: pg.Pool,
  table: PartitionedTable,
  rangeOf: (year: number, month: number, day: number) => FactWeek,
): Promise<FactWeek[]> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
       where inhparent = $1::regclass`,
      [table],
    );
    return rows
      .map(({ name }) => name.slice(table.length + 1))
      .map((date) => rangeOf(Number(date.slice(0, 4)), Number(date.slice(4, 6)), Number(date.slice(6, 8))))
      .toSorted((a, b) => a.start - b.start);
  });
}

/** Makes the partitions that hours of the coming week will be written to, and today's. */
export async function ensurePartitions(pool: pg.Pool, now: Instant): Promise<void> {
  for (const table of ["container_hour", "container_day", "usage_sketch_day"] as const) {
    for (const instant of [new Date(now), new Date(now + WEEK_MS)]) {
      await inTransaction(pool, (client) => client.query(`select ensure_${table}_partition($1)`, [instant]));
    }
  }
}

/** Somebody reads or writes what is to be dropped, and a quarter of a second was not enough. */
const LOCK_NOT_AVAILABLE = "55P03";

const ATTEMPTS = 5;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Drops a partition by the owner's function, which refuses where it must stay. `busy` where readers or
 * writers did not let it, several times over: they come first, and it is tried again another time.
 */
export async function dropPartition(
  pool: pg.Pool,
  table: PartitionedTable,
  start: Instant,
): Promise<"dropped" | "refused" | "busy"> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    const outcome = await tryToDrop(pool, table, start);
    if (outcome !== "busy") return outcome;
    // At odds with whoever asks something every so many seconds.
    await sleep(Math.random() * LONGEST_PAUSE_MS);
  }
  return tryToDrop(pool, table, start);
}

async function tryToDrop(
  pool: pg.Pool,
  table: PartitionedTable,
  start: Instant,
): Promise<"dropped" | "refused" | "busy"> {
  try {
    return await inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ dropped: boolean }>(
        `select drop_${table}_partition($1) as dropped`,
        [new Date(start)],
      );
      return rows[0]?.dropped ? "dropped" : "refused";
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE) return "busy";
    throw error;
  }
}
