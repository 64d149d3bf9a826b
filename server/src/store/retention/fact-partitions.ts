import { setTimeout as sleep } from "node:timers/promises";
import { DAY_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { ensurePartition, type PartitionedTable } from "../hours/fact-partition.ts";
import { withTimeout } from "../connection/with-timeout.ts";
import { type Database, SHORTEST_DROP_WAIT_MS } from "../connection/database.ts";
import { inTransaction } from "../connection/transaction.ts";

/** A week of container-hours, as the partition that holds it. */
export interface FactWeek {
  readonly start: Instant;
  readonly end: Instant;
}

const WEEK_MS = 7 * DAY_MS;

/** The weeks of container-hours that there are, oldest first. */
export function readFactWeeks(database: Database): Promise<FactWeek[]> {
  return readPartitions(database, "container_hour", (year, month, day) => {
    const start = Date.UTC(year, month - 1, day);
    return { start, end: start + WEEK_MS };
  });
}

/** The months of container-days, or of their sketches, that there are, oldest first. */
export function readDayMonths(
  database: Database,
  table: "container_day" | "usage_sketch_day" = "container_day",
): Promise<FactWeek[]> {
  return readPartitions(database, table, (year, month) => ({
    start: Date.UTC(year, month - 1),
    end: Date.UTC(year, month),
  }));
}

function readPartitions(
  database: Database,
  table: PartitionedTable,
  rangeOf: (year: number, month: number, day: number) => FactWeek,
): Promise<FactWeek[]> {
  return inTransaction(database, async (client) => {
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
export async function ensurePartitions(database: Database, now: Instant): Promise<void> {
  for (const table of ["container_hour", "container_day", "usage_sketch_day"] as const) {
    for (const instant of [now, now + WEEK_MS]) await ensurePartition(database, table, instant);
  }
}

/** Somebody reads or writes what is to be dropped, and a quarter of a second was not enough. */
const LOCK_NOT_AVAILABLE = "55P03";

const ATTEMPTS = 5;
const LONGEST_PAUSE_MS = 1_000;

type DropOutcome = "dropped" | "refused" | "busy";

/**
 * Drops a partition by the owner's function, which refuses where it must stay. Readers and writers come first; where
 * they do not let it, several times over, it queues up before the next file. `busy` where even that was not enough:
 * it is tried again another time, and waits longer for files then.
 */
export async function dropPartition(
  database: Database,
  table: PartitionedTable,
  start: Instant,
): Promise<DropOutcome> {
  const drop = (client: pg.PoolClient): Promise<DropOutcome> => dropNow(client, table, start);
  const alone = await severalTimes(() => unlessBusy(() => inTransaction(database, drop)));
  if (alone !== "busy") return alone;

  const { waitMs } = database.dropping;
  const outcome = await unlessBusy(() => beforeFiles(database, waitMs, drop));
  database.dropping.waitMs =
    outcome === "busy" ? Math.min(2 * waitMs, LONGEST_WAIT_MS) : SHORTEST_DROP_WAIT_MS;
  return outcome;
}

async function severalTimes(attempt: () => Promise<DropOutcome>): Promise<DropOutcome> {
  for (let count = 1; count < ATTEMPTS; count++) {
    const outcome = await attempt();
    if (outcome !== "busy") return outcome;
    // At random, so that it does not keep step with a reader that comes back at a fixed interval.
    await sleep(Math.random() * LONGEST_PAUSE_MS);
  }
  return attempt();
}

/** Twice as long each time that it was not enough: files wait meanwhile. In the end longer than any file may be read. */
const LONGEST_WAIT_MS = 1_860_000;

/** Waits until no file is being read, and keeps the next ones from beginning until it is done. */
function beforeFiles(
  database: Database,
  waitMs: number,
  drop: (client: pg.PoolClient) => Promise<DropOutcome>,
): Promise<DropOutcome> {
  return inTransaction(database, async (client) => {
    await client.query(`set local lock_timeout = ${waitMs}`);
    await client.query(withTimeout("lock table file_gate in access exclusive mode", [], waitMs + GRACE_MS));
    return severalTimes(async () => {
      await client.query("savepoint attempt");
      const outcome = await unlessBusy(() => drop(client));
      if (outcome === "busy") await client.query("rollback to savepoint attempt");
      return outcome;
    });
  });
}

/** What the database may need to say that its patience is at an end. */
const GRACE_MS = 5_000;

async function dropNow(client: pg.PoolClient, table: PartitionedTable, start: Instant): Promise<DropOutcome> {
  const { rows } = await client.query<{ dropped: boolean }>(`select drop_${table}_partition($1) as dropped`, [
    new Date(start),
  ]);
  return rows[0]?.dropped ? "dropped" : "refused";
}

async function unlessBusy(attempt: () => Promise<DropOutcome>): Promise<DropOutcome> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE) return "busy";
    throw error;
  }
}
