import { HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { type Closing, closing } from "../domain/allocation/closing.ts";
import type { HourCosts } from "../domain/allocation/hour-costs.ts";
import { hourChecksum } from "./hour-checksum.ts";
import { deleteHourRows, writeHourRows } from "./write-hour-rows.ts";
import { KnownIds } from "./known-ids.ts";
import { inRepeatableTransaction } from "./transaction.ts";

/** `provisional` hours are collected once more for late samples; `closed` ones only to restate them. */
export type HourStatus = "provisional" | "closed";

export interface HourToWrite {
  readonly clusterId: number;
  readonly costs: HourCosts;
  readonly status: HourStatus;
  readonly collectedAt: Instant;
}

/** Totals of an earlier version of an hour, in nano-units as text. */
interface RestatedTotals {
  readonly version: number;
  readonly collectedAt: string;
  readonly checksum: string;
  readonly assetNano: string;
  readonly allocatedNano: string;
}

interface StoredHour {
  version: number;
  checksum: string;
  collected_at: Date;
  asset_nano: bigint;
  allocated_nano: bigint;
  restated: RestatedTotals[];
}

/**
 * Writes one hour of a cluster in one transaction: its rows, rollups, assets and record. It is there whole
 * or not at all; written again it replaces what stood there, and changes nothing if nothing changed.
 */
export async function writeHour(pool: pg.Pool, hour: HourToWrite): Promise<"written" | "unchanged"> {
  const known = new KnownIds(pool);
  // An hour that a crash of the machine takes along is due again: it need not wait for the disk.
  const outcome = await inRepeatableTransaction(pool, (client) => replaceHour(client, hour, known));
  known.commit();
  return outcome;
}

async function replaceHour(
  client: pg.PoolClient,
  hour: HourToWrite,
  known: KnownIds,
): Promise<"written" | "unchanged"> {
  const { clusterId } = hour;
  await lockHour(client, hour);
  const checksum = hourChecksum(hour.costs);
  const before = await storedHour(client, clusterId, hour.costs.hour);
  if (before?.checksum === checksum) {
    await confirmHour(client, clusterId, hour);
    return "unchanged";
  }
  if (before) await deleteHourRows(client, clusterId, hour.costs.hour);
  await writeHourRows({ client, clusterId, known }, hour.costs);
  await writeRecord(client, { hour, checksum, before });
  await client.query("update cluster set data_version = data_version + 1 where cluster_id = $1", [clusterId]);
  return "written";
}

/**
 * Locks the hour against other writers of it, whoever collects it, and the cluster against a change of its
 * source. Other hours of the cluster may be written meanwhile.
 */
async function lockHour(client: pg.PoolClient, { clusterId, costs }: HourToWrite): Promise<void> {
  await client.query("select pg_advisory_xact_lock($1, $2)", [clusterId, costs.hour / HOUR_MS]);
  const { rows } = await client.query<{ name: string; currency: string; source: string }>(
    `select name, currency, source from cluster where cluster_id = $1 for key share`,
    [clusterId],
  );
  const [cluster] = rows;
  if (!cluster) throw new Error(`There is no cluster with the id ${clusterId}`);
  if (cluster.source !== costs.source) {
    throw new Error(
      `The cluster ${cluster.name} is collected from ${cluster.source}, not from ${costs.source}`,
    );
  }
  if (cluster.currency !== costs.currency) {
    throw new Error(`The cluster ${cluster.name} is kept in ${cluster.currency}, not in ${costs.currency}`);
  }
}

async function storedHour(
  client: pg.PoolClient,
  clusterId: number,
  hour: Instant,
): Promise<StoredHour | undefined> {
  const { rows } = await client.query<StoredHour>(
    `select version, checksum, collected_at, asset_nano, allocated_nano, restated
     from cluster_hour where cluster_id = $1 and hour = $2`,
    [clusterId, new Date(hour)],
  );
  return rows[0];
}

async function confirmHour(client: pg.PoolClient, clusterId: number, hour: HourToWrite): Promise<void> {
  await client.query(
    `update cluster_hour set status = $3, collected_at = $4 where cluster_id = $1 and hour = $2`,
    [clusterId, new Date(hour.costs.hour), hour.status, new Date(hour.collectedAt)],
  );
}

interface RecordToWrite {
  readonly hour: HourToWrite;
  readonly checksum: string;
  readonly before: StoredHour | undefined;
}

async function writeRecord(client: pg.PoolClient, record: RecordToWrite): Promise<void> {
  const { hour, checksum, before } = record;
  const totals: Closing = closing(hour.costs);
  await client.query(
    `insert into cluster_hour (cluster_id, hour, version, status, source, price_book, seen_seconds, gaps,
       checksum, asset_nano, allocated_nano, idle_nano, unobserved_nano, fee_nano, collected_at, restated)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (cluster_id, hour) do update set version = excluded.version, status = excluded.status,
       source = excluded.source, price_book = excluded.price_book, seen_seconds = excluded.seen_seconds,
       gaps = excluded.gaps, checksum = excluded.checksum, asset_nano = excluded.asset_nano,
       allocated_nano = excluded.allocated_nano, idle_nano = excluded.idle_nano,
       unobserved_nano = excluded.unobserved_nano, fee_nano = excluded.fee_nano,
       collected_at = excluded.collected_at, restated = excluded.restated`,
    [
      hour.clusterId,
      new Date(hour.costs.hour),
      (before?.version ?? 0) + 1,
      hour.status,
      hour.costs.source,
      hour.costs.priceBook,
      hour.costs.seenSeconds,
      JSON.stringify(hour.costs.gaps),
      checksum,
      totals.assetNano,
      totals.allocatedNano,
      totals.idleNano,
      totals.unobservedNano,
      totals.feeNano,
      new Date(hour.collectedAt),
      JSON.stringify(before ? [...before.restated, restatedTotals(before)] : []),
    ],
  );
}

function restatedTotals(before: StoredHour): RestatedTotals {
  return {
    version: before.version,
    collectedAt: before.collected_at.toISOString(),
    checksum: before.checksum,
    assetNano: before.asset_nano.toString(),
    allocatedNano: before.allocated_nano.toString(),
  };
}
