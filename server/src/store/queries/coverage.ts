import {
  type Coverage,
  type CoverageGap,
  formatInstant,
  type GapReason,
  HOUR_MS,
  type Instant,
} from "@kubecent/shared";
import type pg from "pg";
import type { Gap } from "../../domain/observation.ts";
import { run, sql } from "../sql.ts";
import type { StoredCluster } from "./clusters.ts";
import { readKindCoverage } from "./kind-coverage.ts";

const SECONDS_PER_HOUR = 3_600;

/** A stretch of whole hours. */
interface HourRange {
  readonly firstHour: Instant;
  /** End of the last hour. */
  readonly end: Instant;
}

interface HourRecord {
  cluster_id: number;
  hour: Date;
  seen_seconds: number;
  gaps: Gap[];
}

/** How much of the clusters' hours was seen, and which stretches were not, merged where they touch. */
export async function readCoverage(
  client: pg.ClientBase,
  clusters: readonly StoredCluster[],
  range: HourRange,
): Promise<Coverage> {
  const wantedHours = Math.max(0, (range.end - range.firstHour) / HOUR_MS);
  if (clusters.length === 0 || wantedHours === 0) return { ratio: clusters.length === 0 ? 0 : 1, gaps: [] };

  const seen = await seenSeconds(client, clusters, range);
  const gaps = await Promise.all(clusters.map((cluster) => clusterGaps(client, cluster, range)));
  const wantedSeconds = wantedHours * SECONDS_PER_HOUR * clusters.length;
  const kinds = await readKindCoverage(client, { clusters, ...range, wantedSeconds });
  return { ratio: seen / wantedSeconds, gaps: gaps.flat(), kinds };
}

async function seenSeconds(
  client: pg.ClientBase,
  clusters: readonly StoredCluster[],
  range: HourRange,
): Promise<number> {
  const ids = clusters.map((cluster) => cluster.clusterId);
  const [sum] = await run<{ seen: bigint | null }>(
    client,
    sql`select sum(seen_seconds)::bigint as seen from cluster_hour
      where cluster_id = any(${ids}) and hour >= ${new Date(range.firstHour)} and hour < ${new Date(range.end)}`,
  );
  return Number(sum?.seen ?? 0n);
}

async function clusterGaps(
  client: pg.ClientBase,
  cluster: StoredCluster,
  range: HourRange,
): Promise<CoverageGap[]> {
  const { clusterId } = cluster;
  const [extent] = await run<{ first: Date | null; failing: boolean }>(
    client,
    sql`select min(hour) as first, exists (select from collection
        where cluster_id = ${clusterId} and error_at is not null) as failing
      from cluster_hour where cluster_id = ${clusterId}`,
  );
  const firstStored = extent?.first?.getTime() ?? null;
  const reason: GapReason = extent?.failing ? "source_down" : "not_collected";
  const within = sql`cluster_id = ${clusterId} and hour >= ${new Date(range.firstHour)} and hour < ${new Date(range.end)}`;
  const unseen = await run<HourRecord>(
    client,
    sql`select cluster_id, hour, seen_seconds, gaps from cluster_hour where ${within} and gaps <> '[]' order by hour`,
  );
  // Stored hours next to a missing one, with the hours before the first and after the last thrown in.
  const stored = await run<{ hour: Date; next: Date | null }>(
    client,
    sql`select hour, next from (select hour, lead(hour) over (order by hour) as next
      from cluster_hour where ${within}) neighbours
      where next is null or next > hour + interval '1 hour' order by hour`,
  );
  const [earliest] = await run<{ hour: Date | null }>(
    client,
    sql`select min(hour) as hour from cluster_hour where ${within}`,
  );
  const missing = missingStretches(range, earliest?.hour?.getTime() ?? null, stored);
  return mergeGaps(cluster.name, [
    ...unseen.flatMap((hour) => hour.gaps),
    ...missing.map((gap) => missingGap(gap, firstStored, reason)),
  ]);
}

function missingStretches(
  range: HourRange,
  earliest: Instant | null,
  stored: readonly { hour: Date; next: Date | null }[],
): HourRange[] {
  if (earliest === null) return [range];

  const before = { firstHour: range.firstHour, end: earliest };
  const holes = stored.map(({ hour, next }) => ({
    firstHour: hour.getTime() + HOUR_MS,
    end: next?.getTime() ?? range.end,
  }));
  return [before, ...holes].filter((hole) => hole.firstHour < hole.end);
}

/**
 * What lies before the first hour ever collected is beyond what the source remembered; the rest is to come,
 * or waits for a source that is failing right now.
 */
function missingGap({ firstHour, end }: HourRange, firstStored: Instant | null, reason: GapReason): Gap {
  if (firstStored === null || firstHour >= firstStored) return { start: firstHour, end, reason };
  return { start: firstHour, end: Math.min(end, firstStored), reason: "beyond_retention" };
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
