import { type Fragment, sql } from "../../connection/sql.ts";
import { CLUSTER_ASSET_COLUMNS } from "../../sums/cluster-sums.ts";
import { withoutRanges } from "../where/ranges.ts";
import { readSeen } from "../where/seen-rows.ts";
import type { ClusterStretches, CostSelection } from "../where/selection.ts";

/** A selection in two: what is read from sums of clusters, and what is not; null where there is nothing of it. */
interface SplitSelection {
  readonly summed: CostSelection | null;
  readonly rest: CostSelection | null;
}

/**
 * Splits a selection into the days and spans of which there are sums of clusters, and the hours beside them. Nothing is read from
 * these sums where some nodes are asked for, and where a day was made before there were any.
 */
export function splitByClusterSums(selection: CostSelection): SplitSelection {
  const { filter, readFrom, stretches } = selection;
  const isSummed =
    filter.node === undefined && readFrom !== "facts" && stretches.every(({ spans }) => spans.ofDays);
  if (!isSummed) return { summed: null, rest: selection };
  return { summed: ofStretches(selection, summedPart), rest: ofStretches(selection, restOf) };
}

function summedPart(stretch: ClusterStretches): ClusterStretches {
  return { ...stretch, hours: stretch.spans.rests };
}

function restOf({ hours, spans, ...others }: ClusterStretches): ClusterStretches {
  return {
    ...others,
    days: [],
    hours: withoutRanges(hours, spans.rests),
    spans: { ...spans, long: [], rests: [] },
  };
}

function ofStretches(
  selection: CostSelection,
  part: (stretch: ClusterStretches) => ClusterStretches,
): CostSelection | null {
  const stretches = selection.stretches.map(part);
  const isEmpty = stretches.every(({ days, hours }) => days.length + hours.length === 0);
  return isEmpty ? null : { ...selection, stretches };
}

const COLUMNS = sql.join(CLUSTER_ASSET_COLUMNS.map((column) => sql.ref(column)));

/** Rows of sums of clusters, of those that are seen whole: as a `fact` with `cluster_id`, `hour` and CLUSTER_ASSET_COLUMNS. */
export function clusterAssetRows(summed: CostSelection): Fragment {
  const whole = {
    // No hour is read here; where nothing is, it is none of these.
    hours: sql`(select cluster_asset_day.*, day as hour from cluster_asset_day) no_hours`,
    days: sql`cluster_asset_day`,
    spans: sql`cluster_asset_span`,
    hourColumns: COLUMNS,
    dayColumns: COLUMNS,
  };
  return sql`(${readSeen(summed, { whole, partial: null })}) fact`;
}
