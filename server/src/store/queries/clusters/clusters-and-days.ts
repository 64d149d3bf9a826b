import { LRUCache } from "lru-cache";
import type pg from "pg";
import type { Seen } from "../../access/visibility.ts";
import { allSettledThenThrow } from "../../connection/all-settled-then-throw.ts";
import { guessed } from "../../connection/guesses.ts";
import type { Range } from "../where/ranges.ts";
import { readStoredDays } from "../where/stored-days.ts";
import { findClusters, type StoredCluster, type WantedClusters } from "./stored-clusters.ts";

/** The ids that the clusters of a question had the last time, by what it says of them. */
const lastIds = new LRUCache<string, readonly number[]>({ max: 200 });

interface ClustersQuestion extends WantedClusters {
  readonly seen: Seen;
  readonly window: Range;
}

/**
 * The clusters of a question. What follows needs the stored days of its window, so they are asked for in the same trip: of
 * the clusters that were found the last time, which hardly ever are other ones. Then the days are read again.
 */
export async function findClustersAndDays(
  client: pg.ClientBase,
  { seen, window, ...wanted }: ClustersQuestion,
): Promise<StoredCluster[]> {
  const key = JSON.stringify([wanted.names, wanted.currency, seen.clusterIds]);
  const expected = lastIds.get(key);
  const [clusters] = await allSettledThenThrow(
    guessed(client, `clusters ${key}`, () => findClusters(client, wanted, seen)),
    expected ? readStoredDays(client, { ...window, clusterIds: expected, step: null }) : Promise.resolve([]),
  );
  if (clusters.length > 0)
    lastIds.set(
      key,
      clusters.map(({ clusterId }) => clusterId),
    );
  return clusters;
}
