import {
  type Coverage,
  type CoverageFinding,
  type CoverageGap,
  formatInstant,
  formatNano,
  type GapReason,
  HOUR_MS,
  type Instant,
} from "@kubecent/shared";
import type pg from "pg";
import { FINDING_KINDS } from "../../../domain/findings/finding.ts";
import type { Gap } from "../../../domain/observation.ts";
import { runKept, sql } from "../../connection/sql.ts";
import { readSummedFindings } from "../../findings/summed-findings.ts";
import { allSettledThenThrow } from "../../connection/all-settled-then-throw.ts";
import type { PartialClusters } from "../../access/visibility.ts";
import type { StoredCluster } from "../clusters/stored-clusters.ts";
import { edgeHours } from "../where/edge-hours.ts";
import { readSeenShares } from "./kind-coverage.ts";
import { readMissing } from "./missing-hours.ts";
import type { Range } from "../where/ranges.ts";
import type { CostSelection } from "../where/selection.ts";
import { within } from "../relations/stored-tables.ts";
import { withStretches } from "../where/row-stretches.ts";
import { ofClusters } from "../../connection/of-clusters.ts";

const SECONDS_PER_HOUR = 3_600;

/** A stretch of whole hours. */
interface HourRange {
  readonly firstHour: Instant;
  /** End of the last hour. */
  readonly end: Instant;
  readonly partial: PartialClusters | null;
  readonly readFrom?: "facts";
  /** Whether a page of the same window wants its totals. */
  readonly withTotals?: boolean;
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
  const { firstHour: start, withTotals = false, ...rest } = range;
  const asked = { ...rest, start, clusterIds, filter: {} };
  const selection = await withStretches(client, asked);
  const wantedSeconds = wantedHours * SECONDS_PER_HOUR * clusters.length;
  const [gaps, shares, findings] = await allSettledThenThrow(
    readGaps(client, clusters, selection),
    readSeenShares(client, selection, { wantedSeconds, withTotals }),
    readFindings(client, clusters, selection),
  );
  return { ...shares, gaps, ...(findings.length > 0 && { findings }) };
}

async function readFindings(
  client: pg.ClientBase,
  clusters: readonly StoredCluster[],
  selection: CostSelection,
): Promise<CoverageFinding[]> {
  const names = new Map(clusters.map(({ clusterId, name }) => [clusterId, name]));
  const found = await readSummedFindings(client, selection, windowOf(selection));
  return found.map(({ clusterId, code, hours, touchedNano }) => ({
    cluster: names.get(clusterId) ?? "",
    code,
    gravity: FINDING_KINDS[code].gravity,
    hours,
    touchedCost: formatNano(touchedNano),
  }));
}

/** The gaps of all clusters, one after the other; each statement asks about all of them. */
async function readGaps(
  client: pg.ClientBase,
  clusters: readonly StoredCluster[],
  selection: CostSelection,
): Promise<CoverageGap[]> {
  const [missing, unseen] = await allSettledThenThrow(
    readMissing(client, selection.clusterIds, windowOf(selection)),
    readUnseen(client, selection),
  );
  // Only of what is missing it matters why.
  const isAnyMissing = [...missing.values()].some((ranges) => ranges.length > 0);
  const extents = isAnyMissing ? await readExtents(client, selection) : new Map<number, Extent>();
  return clusters.flatMap(({ clusterId, name }) => {
    const { first = null, failing = false, to_come: hoursToCome = 0 } = extents.get(clusterId) ?? {};
    const reason: GapReason = failing ? "source_down" : "not_collected";
    // History is collected backwards: what is still to come of it ends at the first hour that is stored.
    const from = first && first.getTime() - hoursToCome * HOUR_MS;
    return mergeGaps(name, [
      ...(unseen.get(clusterId) ?? []),
      ...(missing.get(clusterId) ?? []).flatMap((gap) => missingGaps(gap, from, reason)),
    ]);
  });
}

interface Extent {
  readonly cluster_id: number;
  /** The first hour that is stored of the cluster at all. */
  readonly first: Date | null;
  readonly failing: boolean;
  /** Hours that are being collected and are not stored yet. */
  readonly to_come: number;
}

async function readExtents(
  client: pg.ClientBase,
  { clusterIds }: CostSelection,
): Promise<Map<number, Extent>> {
  const extents = await runKept<Extent>(
    client,
    sql`select cluster_id, min(first) as first, bool_or(failing) as failing, max(to_come) as to_come
      from (select cluster_id, hour as first, false as failing, 0 as to_come
          from (${edgeHours("first", clusterIds)}) edge
        union all select cluster_id, null, error_at is not null, greatest(0, total - done) from collection
          where ${ofClusters(clusterIds)}) known group by cluster_id`,
  );
  return new Map(extents.map((extent) => [extent.cluster_id, extent]));
}

/** What the records of stored hours list as unseen. */
async function readUnseen(client: pg.ClientBase, selection: CostSelection): Promise<Map<number, Gap[]>> {
  const hours = await runKept<{ cluster_id: number; gaps: Gap[] }>(
    client,
    sql`select cluster_id, gaps from cluster_hour where ${ofClusters(selection.clusterIds)} and gaps <> '[]'
      and ${within("hour", [windowOf(selection)])} order by hour`,
  );
  const byCluster = Map.groupBy(hours, (hour) => hour.cluster_id);
  return new Map([...byCluster].map(([id, each]) => [id, each.flatMap(({ gaps }) => gaps)]));
}

function windowOf({ start, end }: CostSelection): Range {
  return { start, end };
}

/**
 * What lies before the first hour that is stored, or will be, is beyond what the source remembered, or what is kept; the
 * rest is to come, or waits for a source that is failing right now.
 */
function missingGaps({ start, end }: Range, first: Instant | null, reason: GapReason): Gap[] {
  if (first === null || start >= first) return [{ start, end, reason }];
  const before: Gap = { start, end: Math.min(end, first), reason: "beyond_retention" };
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
