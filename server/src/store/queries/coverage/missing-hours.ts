import { HOUR_MS } from "@kubecent/shared";
import type pg from "pg";
import { sinceEpoch } from "../../connection/since-epoch.ts";
import { runKept, sql } from "../../connection/sql.ts";
import { type Range, withoutRanges } from "../where/ranges.ts";
import { readStoredDays } from "../where/stored-days.ts";
import { within } from "../relations/stored-tables.ts";
import { ofClusters } from "../../connection/of-clusters.ts";

/** Each cluster's stretches of a window without stored hours. Days that are known to have all of theirs are not looked into. */
export async function readMissing(
  client: pg.ClientBase,
  clusterIds: readonly number[],
  window: Range,
): Promise<Map<number, Range[]>> {
  const stored = await readStoredDays(client, { clusterIds, ...window, step: null });
  const open = stored.map((group) => ({
    clusterIds: group.clusterIds,
    ranges: withoutRanges(
      [window],
      group.days.filter(({ areComplete }) => areComplete),
    ),
  }));
  // Clusters with the same days open are asked about together: most often that is all of them.
  const missing = new Map<number, Range[]>();
  for (const groups of Map.groupBy(open, ({ ranges }) => JSON.stringify(ranges)).values()) {
    const ids = groups.flatMap((group) => group.clusterIds);
    for (const [id, ranges] of await readMissingOf(client, ids, groups[0]?.ranges ?? []))
      missing.set(id, ranges);
  }
  return missing;
}

async function readMissingOf(
  client: pg.ClientBase,
  clusterIds: readonly number[],
  open: readonly Range[],
): Promise<[number, Range[]][]> {
  if (open.length === 0) return [];

  // Hours since 1970, and clusters that have the same of them together.
  const stored = await runKept<{ cluster_ids: number[]; hours: number[] }>(
    client,
    sql`select array_agg(cluster_id) as cluster_ids, hours
      from (select cluster_id, array_agg(${sinceEpoch(sql`hour`, HOUR_MS)} order by hour) as hours
        from cluster_hour where ${ofClusters(clusterIds)} and ${within("hour", open)} group by cluster_id) own
      group by hours`,
  );
  const missing = new Map(clusterIds.map((id) => [id, [...open]]));
  for (const { cluster_ids: ids, hours } of stored) {
    const without = withoutRanges(open, hours.map(hourFrom));
    for (const id of ids) missing.set(id, without);
  }
  return [...missing];
}

function hourFrom(hoursSince1970: number): Range {
  const start = hoursSince1970 * HOUR_MS;
  return { start, end: start + HOUR_MS };
}
