import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { AdviceObservation } from "../../domain/advice/advice-observation.ts";
import { type Closing, closing, type HourCosts } from "../../domain/allocation/hour-costs.ts";
import type { UsageSketch } from "../../domain/usage/observed-usage.ts";
import type { HourPlace } from "./hour-place.ts";
import type { Lease } from "../collecting/leases.ts";

/** `provisional` hours are collected once more for late samples; `closed` ones only to restate them. */
export type HourStatus = "provisional" | "closed";

export interface HourToWrite {
  readonly clusterId: number;
  /** The name that the cluster is believed to have, where it was looked up a while ago: an older copy may know another. */
  readonly clusterName?: string | undefined;
  readonly costs: HourCosts;
  /** What its containers used; without it, as when an hour is only priced anew, what is stored of that stays. */
  readonly usage?: readonly UsageSketch[] | undefined;
  /** What was told for recommendations; without it, as when an hour is only priced anew, what is stored of that stays. */
  readonly advice?: AdviceObservation | undefined;
  readonly status: HourStatus;
  readonly collectedAt: Instant;
  /** The lease under which it is written; an operator's commands write without one. */
  readonly lease?: Lease | undefined;
}

/** Totals of an earlier version of an hour, in nano-units as text. */
interface RestatedTotals {
  readonly version: number;
  readonly collectedAt: string;
  readonly checksum: string;
  readonly assetNano: string;
  readonly allocatedNano: string;
}

export interface StoredHour {
  version: number;
  checksum: string;
  collected_at: Date;
  asset_nano: bigint;
  allocated_nano: bigint;
  restated: RestatedTotals[];
}

/** What is stored of the hour already. */
export async function storedHour(
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

/** Notes that the hour was collected again and is what it was. */
export async function confirmHour(
  client: pg.PoolClient,
  clusterId: number,
  hour: HourToWrite,
): Promise<void> {
  await client.query(
    `update cluster_hour set status = $3, collected_at = $4 where cluster_id = $1 and hour = $2`,
    [clusterId, new Date(hour.costs.hour), hour.status, new Date(hour.collectedAt)],
  );
}

/** Whether the hour is closed; one that is not stored is not. */
export async function readStatus(client: pg.PoolClient, { clusterId, hour }: HourPlace): Promise<HourStatus> {
  const { rows } = await client.query<{ status: HourStatus }>(
    "select status from cluster_hour where cluster_id = $1 and hour = $2",
    [clusterId, new Date(hour)],
  );
  return rows[0]?.status ?? "provisional";
}

interface RecordToWrite {
  readonly hour: HourToWrite;
  readonly checksum: string;
  readonly before: StoredHour | undefined;
}

/** Writes the hour's own record, with the totals that it replaces. */
export async function writeRecord(client: pg.PoolClient, record: RecordToWrite): Promise<void> {
  const { hour, checksum, before } = record;
  const totals: Closing = closing(hour.costs);
  await client.query(
    `insert into cluster_hour (cluster_id, hour, version, status, source, price_book, seen_seconds, kind_seconds, gaps,
       checksum, asset_nano, allocated_nano, idle_nano, unobserved_nano, fee_nano, collected_at, restated)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     on conflict (cluster_id, hour) do update set version = excluded.version, status = excluded.status,
       source = excluded.source, price_book = excluded.price_book, seen_seconds = excluded.seen_seconds,
       kind_seconds = excluded.kind_seconds,
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
      JSON.stringify(hour.costs.kindSeconds),
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
