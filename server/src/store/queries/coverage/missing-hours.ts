import { HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
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
  const complete = Map.groupBy(
    stored.filter(({ areComplete }) => areComplete),
    ({ clusterId }) => clusterId,
  );
  const open = clusterIds.map((clusterId) => ({
    clusterId,
    ranges: withoutRanges([window], complete.get(clusterId) ?? []),
  }));
  // Clusters with the same days open are asked about together: most often that is all of them.
  const missing = new Map<number, Range[]>();
  for (const group of Map.groupBy(open, ({ ranges }) => JSON.stringify(ranges)).values()) {
    const ids = group.map(({ clusterId }) => clusterId);
    for (const [id, ranges] of await readMissingOf(client, ids, group[0]?.ranges ?? []))
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

  const stored = await runKept<{ cluster_id: number; hour: Date }>(
    client,
    sql`select cluster_id, hour from cluster_hour where ${ofClusters(clusterIds)}
      and ${within("hour", open)} order by hour`,
  );
  const hoursOf = Map.groupBy(stored, (each) => each.cluster_id);
  return clusterIds.map((id) => {
    const hours = (hoursOf.get(id) ?? []).map(({ hour }) => hourFrom(hour.getTime()));
    return [id, withoutRanges(open, hours)];
  });
}

function hourFrom(start: Instant): Range {
  return { start, end: start + HOUR_MS };
}
