import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import type pg from "pg";
import { ALL_HOURS } from "../../sums/days/day-place.ts";
import { run, sql } from "../../connection/sql.ts";
import { type Range, withoutRanges } from "../where/ranges.ts";
import { within } from "../relations/stored-tables.ts";

/** Each cluster's stretches of a window without stored hours. Days that are known to have all of theirs are not looked into. */
export async function readMissing(
  client: pg.ClientBase,
  clusterIds: readonly number[],
  window: Range,
): Promise<Map<number, Range[]>> {
  const fullDays = await run<{ cluster_id: number; day: Date }>(
    client,
    sql`select cluster_id, day from cluster_day where cluster_id = any(${clusterIds})
      and stands and hours = ${ALL_HOURS} and day > ${new Date(window.start - DAY_MS)}
      and day < ${new Date(window.end)} order by day`,
  );
  const daysOf = Map.groupBy(fullDays, (each) => each.cluster_id);
  const open = clusterIds.map((clusterId) => {
    const days = (daysOf.get(clusterId) ?? []).map(({ day }) => rangeFrom(day, DAY_MS));
    return { clusterId, ranges: withoutRanges([window], days) };
  });
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

  const stored = await run<{ cluster_id: number; hour: Date }>(
    client,
    sql`select cluster_id, hour from cluster_hour where cluster_id = any(${clusterIds})
      and ${within("hour", open)} order by hour`,
  );
  const hoursOf = Map.groupBy(stored, (each) => each.cluster_id);
  return clusterIds.map((id) => {
    const hours = (hoursOf.get(id) ?? []).map(({ hour }) => rangeFrom(hour, HOUR_MS));
    return [id, withoutRanges(open, hours)];
  });
}

function rangeFrom(start: Date, lengthMs: number): Range {
  return { start: start.getTime(), end: start.getTime() + lengthMs };
}
