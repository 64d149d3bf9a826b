import type { Instant } from "@kubecent/shared";
import type { Database } from "../../store/connection/database.ts";
import { findClusters, type StoredCluster } from "../../store/queries/clusters/stored-clusters.ts";
import { EVERYTHING } from "../../store/access/visibility.ts";
import { inSnapshot } from "../../store/connection/transaction.ts";

/** What an operator wants looked through: everything, unless a cluster or a stretch of time is named. */
export interface StoreStretch {
  readonly database: Database;
  readonly cluster?: string | undefined;
  readonly start?: Instant | undefined;
  readonly end?: Instant | undefined;
  readonly signal: AbortSignal;
  /** Takes each line of the result. */
  readonly print: (line: string) => void;
}

const EVER = { start: Date.UTC(2000), end: Date.UTC(2200) };

/** The stretch of time that is meant. */
export function stretchOf({ start = EVER.start, end = EVER.end }: StoreStretch): {
  start: Instant;
  end: Instant;
} {
  return { start, end };
}

/** The clusters that are meant; none, and a line that says so, where there is no such cluster. */
export async function namedClusters({ database, cluster, print }: StoreStretch): Promise<StoredCluster[]> {
  const names = cluster === undefined ? undefined : [cluster];
  const clusters = await inSnapshot(database, EVERYTHING, (client, seen) =>
    findClusters(client, { names }, seen),
  );
  if (clusters.length === 0) print(noClusterLine(cluster));
  return clusters;
}

/** What to say where no cluster was found: of that name, or at all. */
export function noClusterLine(cluster: string | undefined): string {
  return cluster === undefined
    ? "No cluster is stored yet. Let a server collect its first hour."
    : `There is no cluster ${cluster}. \`clusters.list\` tells which there are.`;
}
