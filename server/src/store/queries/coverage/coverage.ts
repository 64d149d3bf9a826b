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
import { allSettledThenThrow } from "../../connection/all-settled-then-throw.ts";
import type { PartialClusters } from "../../access/visibility.ts";
import type { StoredCluster } from "../clusters/stored-clusters.ts";
import { edgeHours } from "../where/edge-hours.ts";
import { type HourNotes, readHourNotes } from "./hour-notes.ts";
import { readSeenShares } from "./kind-coverage.ts";
import { readMissing } from "./missing-hours.ts";
import type { Range } from "../where/ranges.ts";
import type { CostSelection } from "../where/selection.ts";
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
  const [missing, notes, shares] = await allSettledThenThrow(
    readMissing(client, clusterIds, windowOf(selection)),
    readHourNotes(client, selection),
    readSeenShares(client, selection, { wantedSeconds, withTotals }),
  );
  const gaps = await gapsOf(client, clusters, { missing, unseen: notes.unseen });
  const findings = findingsOf(clusters, notes);
  return { ...shares, gaps, ...(findings.length > 0 && { findings }) };
}

function findingsOf(
  clusters: readonly StoredCluster[],
  { findings }: Pick<HourNotes, "findings">,
): CoverageFinding[] {
  const names = new Map(clusters.map(({ clusterId, name }) => [clusterId, name]));
  return findings.map(({ clusterId, code, hours, touchedNano }) => ({
    cluster: names.get(clusterId) ?? "",
    code,
    gravity: FINDING_KINDS[code].gravity,
    hours,
    touchedCost: formatNano(touchedNano),
  }));
}

interface UnseenHours extends Pick<HourNotes, "unseen"> {
  /** By cluster, what no hour is stored of. */
  readonly missing: ReadonlyMap<number, readonly Range[]>;
}

/** The gaps of all clusters, one after the other. */
async function gapsOf(
  client: pg.ClientBase,
  clusters: readonly StoredCluster[],
  { missing, unseen }: UnseenHours,
): Promise<CoverageGap[]> {
  // Only of what is missing it matters why.
  const isAnyMissing = [...missing.values()].some((ranges) => ranges.length > 0);
  const extents = isAnyMissing ? await readExtents(client, clusters) : new Map<number, Extent>();
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
  clusters: readonly StoredCluster[],
): Promise<Map<number, Extent>> {
  const clusterIds = clusters.map(({ clusterId }) => clusterId);
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
