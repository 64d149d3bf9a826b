import { createHash } from "node:crypto";
import { CostError, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { SourceKind } from "../../../domain/observation.ts";
import type { Seen } from "../../access/visibility.ts";
import { run, runKept, sql } from "../../connection/sql.ts";
import { ofClusters } from "../../connection/of-clusters.ts";

/** A cluster as the store knows it. */
export interface StoredCluster {
  readonly clusterId: number;
  readonly name: string;
  readonly source: SourceKind;
  readonly currency: string;
  readonly dataVersion: bigint;
  /** Tells one data version from another of the same number, which a database that went back has counted to again. */
  readonly dataMark: string;
}

interface ClusterRecord {
  cluster_id: number;
  name: string;
  source: SourceKind;
  currency: string;
  data_version: bigint;
  data_mark: string;
}

/** What a question says of its clusters. */
export interface WantedClusters {
  readonly names?: readonly string[] | undefined;
  readonly currency?: string | undefined;
}

/**
 * The clusters that a question is about, by name, as far as they are seen; a name that does not exist finds nothing,
 * and no more does one that is not seen.
 */
export async function findClusters(
  client: pg.ClientBase,
  wanted: WantedClusters,
  { clusterIds }: Seen,
): Promise<StoredCluster[]> {
  const isSeen = clusterIds ? sql`cluster_id = any(${clusterIds})` : sql`true`;
  const byName = wanted.names ? sql`name = any(${wanted.names})` : sql`true`;
  const byCurrency = wanted.currency ? sql`currency = ${wanted.currency}` : sql`true`;
  const records = await runKept<ClusterRecord>(
    client,
    sql`select cluster_id, name, source, currency, data_version, data_mark from cluster
      where ${isSeen} and ${byName} and ${byCurrency} order by name`,
  );
  return records.map((record) => ({
    clusterId: record.cluster_id,
    name: record.name,
    source: record.source,
    currency: record.currency,
    dataVersion: record.data_version,
    dataMark: record.data_mark,
  }));
}

/** Currency of an answer that has no cluster in it. */
const NO_CURRENCY = "USD";

/** The one currency of an answer. Throws CostError MIXED_CURRENCIES when its clusters have several. */
export function soleCurrency(clusters: readonly StoredCluster[]): string {
  const currencies = [...new Set(clusters.map((cluster) => cluster.currency))];
  if (currencies.length > 1) {
    throw new CostError(
      "MIXED_CURRENCIES",
      `The question spans clusters in ${currencies.join(" and ")}. Narrow it with cluster or currency.`,
    );
  }
  return currencies[0] ?? NO_CURRENCY;
}

const VERSION_CHARACTERS = 22;

/**
 * A text that changes whenever an hour of one of the clusters was written anew. It is made of names, not ids: those
 * would tell how many clusters there are that one may not see.
 */
export function dataVersionOf(clusters: readonly StoredCluster[]): string {
  if (clusters.length === 0) return "0";

  const versions = JSON.stringify(
    clusters.map(({ name, dataVersion, dataMark }) => [name, dataVersion.toString(), dataMark]),
  );
  return createHash("sha256").update(versions).digest("base64url").slice(0, VERSION_CHARACTERS);
}

/** First and last stored hour of a cluster, and how many there are. */
export interface StoredExtent {
  readonly clusterId: number;
  readonly firstHour: Instant | null;
  readonly lastHour: Instant | null;
  readonly hours: number;
}

/** How much is stored of each cluster. */
export async function readExtents(
  client: pg.ClientBase,
  clusterIds: readonly number[],
): Promise<StoredExtent[]> {
  const records = await run<{ cluster_id: number; first: Date; last: Date; hours: bigint }>(
    client,
    sql`select cluster_id, min(hour) as first, max(hour) as last, count(*) as hours
      from cluster_hour where ${ofClusters(clusterIds)} group by cluster_id`,
  );
  return records.map((record) => ({
    clusterId: record.cluster_id,
    firstHour: record.first.getTime(),
    lastHour: record.last.getTime(),
    hours: Number(record.hours),
  }));
}
