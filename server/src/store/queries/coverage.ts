import {
  type Coverage,
  type CoverageGap,
  DAY_MS,
  formatInstant,
  type GapReason,
  HOUR_MS,
  type Instant,
} from "@kubecent/shared";
import type pg from "pg";
import type { Gap } from "../../domain/observation.ts";
import { ALL_HOURS } from "../days/day-place.ts";
import { run, sql } from "../sql.ts";
import type { StoredCluster } from "./clusters.ts";
import { readKindCoverage } from "./kind-coverage.ts";
import { type Range, withoutRanges } from "./ranges.ts";
import { recordSums } from "./record-sums.ts";
import type { CostSelection } from "./selection.ts";
import { within } from "./stored-tables.ts";
import { withStretches } from "./stretches.ts";

const SECONDS_PER_HOUR = 3_600;

/** A stretch of whole hours. */
interface HourRange {
  readonly firstHour: Instant;
  /** End of the last hour. */
  readonly end: Instant;
  readonly readFrom?: "facts";
}

/** How much of the clusters' hours was seen, and which stretches were not, merged where they touch. */
export async function readCoverage(
  client: pg.ClientBase,
  clusters: readonly StoredCluster[],
  range: HourRange,
): Promise<Coverage> {
  const wantedHours = Math.max(0, (range.end - range.firstHour) / HOUR_MS);
  if (clusters.length === 0 || wantedHours === 0) return { ratio: clusters.length === 0 ? 0 : 1, gaps: [] };

  const clusterIds = clusters.map((cluster) => cluster.clusterId);
  const { firstHour: start, ...rest } = range;
  const asked = { ...rest, start, clusterIds, filter: {} };
  const selection = await withStretches(client, asked);
  const [sums] = await run<{ seen: bigint | null }>(
    client,
    sql`select sum(seen_seconds)::bigint as seen from (${recordSums(selection)}) records`,
  );
  const wantedSeconds = wantedHours * SECONDS_PER_HOUR * clusters.length;
  const gaps: CoverageGap[] = [];
  for (const cluster of clusters) gaps.push(...(await clusterGaps(client, cluster, selection)));
  const kinds = await readKindCoverage(client, selection, wantedSeconds);
  return { ratio: Number(sums?.seen ?? 0n) / wantedSeconds, gaps, kinds };
}

async function clusterGaps(
  client: pg.ClientBase,
  cluster: StoredCluster,
  selection: CostSelection,
): Promise<CoverageGap[]> {
  const window = { start: selection.start, end: selection.end };
  const extent = await readExtent(client, cluster);
  const unseen = await run<{ gaps: Gap[] }>(
    client,
    sql`select gaps from cluster_hour where cluster_id = ${cluster.clusterId} and gaps <> '[]'
      and ${within("hour", [window])} order by hour`,
  );
  const reason: GapReason = extent.failing ? "source_down" : "not_collected";
  const missing = await missingStretches(client, cluster, window);
  return mergeGaps(cluster.name, [
    ...unseen.flatMap((hour) => hour.gaps),
    ...missing.flatMap((gap) => missingGaps(gap, extent.first?.getTime() ?? null, reason)),
  ]);
}

async function readExtent(
  client: pg.ClientBase,
  { clusterId }: StoredCluster,
): Promise<{ first: Date | null; failing: boolean }> {
  const [extent] = await run<{ first: Date | null; failing: boolean }>(
    client,
    sql`select min(hour) as first, exists (select from collection
        where cluster_id = ${clusterId} and error_at is not null) as failing
      from cluster_hour where cluster_id = ${clusterId}`,
  );
  return extent ?? { first: null, failing: false };
}

/** Stretches without stored hours. Days that are known to have all of theirs are not looked into. */
async function missingStretches(
  client: pg.ClientBase,
  { clusterId }: StoredCluster,
  window: Range,
): Promise<Range[]> {
  const whole = await run<{ day: Date }>(
    client,
    sql`select day from cluster_day where cluster_id = ${clusterId} and stands and hours = ${ALL_HOURS}
      and day > ${new Date(window.start - DAY_MS)} and day < ${new Date(window.end)} order by day`,
  );
  const fullDays = whole.map(({ day }) => ({ start: day.getTime(), end: day.getTime() + DAY_MS }));
  const open = withoutRanges([window], fullDays);
  if (open.length === 0) return [];

  const stored = await run<{ hour: Date }>(
    client,
    sql`select hour from cluster_hour where cluster_id = ${clusterId}
      and ${within("hour", open)} order by hour`,
  );
  const hours = stored.map(({ hour }) => ({ start: hour.getTime(), end: hour.getTime() + HOUR_MS }));
  return withoutRanges(open, hours);
}

/**
 * What lies before the first hour that is stored is beyond what the source remembered, or what is kept; the
 * rest is to come, or waits for a source that is failing right now.
 */
function missingGaps({ start, end }: Range, firstStored: Instant | null, reason: GapReason): Gap[] {
  if (firstStored === null || start >= firstStored) return [{ start, end, reason }];
  const before: Gap = { start, end: Math.min(end, firstStored), reason: "beyond_retention" };
  return before.end < end ? [before, { start: before.end, end, reason }] : [before];
}

function mergeGaps(cluster: string, gaps: readonly Gap[]): CoverageGap[] {
  const merged: { start: Instant; end: Instant; reason: GapReason }[] = [];
  for (const gap of gaps.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && last.end === gap.start && last.reason === gap.reason) last.end = gap.end;
    else merged.push({ ...gap });
  }
  return merged.map(({ start, end, reason }) => ({
    cluster,
    start: formatInstant(start),
    end: formatInstant(end),
    reason,
  }));
}
