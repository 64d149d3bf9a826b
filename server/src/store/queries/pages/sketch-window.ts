import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import { SKETCH_COLUMNS } from "../../sketches/sketch-rows.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import { narrowed } from "../where/narrowing.ts";
import type { Range } from "../where/ranges.ts";
import { seenCondition } from "../where/seen-rows.ts";
import type { CostSelection } from "../where/selection.ts";
import { ofClusters } from "../../connection/of-clusters.ts";

/** How a window's sketches are read in one snapshot. */
export interface SketchWindow extends Range {
  readonly stretches: readonly SketchStretch[];
}

/** Clusters of which the same days are read as days, and the same hours by the hour. */
interface SketchStretch {
  readonly clusterIds: readonly number[];
  readonly days: readonly Instant[];
  readonly hours: readonly Instant[];
}

/** What the record of a day says of its sketches. */
interface SketchDay {
  cluster_id: number;
  day: Date;
  stands: boolean;
  sketches_closed: boolean;
  sketch_hours: number;
}

/**
 * Finds where a selection's sketches are: days where they are closed, or stand and lie whole within the window;
 * hours everywhere else, so that each minute of a container is in one row. A closed day is read whole, even where
 * the window begins or ends within it, and the window says so: a p95 of two weeks and some hours is of
 * use to a reader who asked for two weeks; no answer at all would not be.
 */
export async function readSketchWindow(
  client: pg.ClientBase,
  { clusterIds, start, end }: CostSelection,
): Promise<SketchWindow> {
  const found = await run<SketchDay>(
    client,
    sql`select cluster_id, day, stands, sketches_closed, sketch_hours from cluster_day
      where ${ofClusters(clusterIds)} and day >= ${new Date(utcDayOf(start))} and day < ${new Date(end)}
      order by day`,
  );
  const stretches = new Map<string, SketchStretch>();
  for (const [clusterId, days] of Map.groupBy(found, (day) => day.cluster_id)) {
    const stretch = stretchOf(days, { start, end });
    const key = JSON.stringify(stretch);
    stretches.set(key, { ...stretch, clusterIds: [...(stretches.get(key)?.clusterIds ?? []), clusterId] });
  }
  const closed = found.filter((day) => day.sketches_closed && day.sketch_hours !== 0);
  return {
    start: Math.min(start, ...closed.map(({ day }) => day.getTime())),
    end: Math.max(end, ...closed.map(({ day }) => day.getTime() + DAY_MS)),
    stretches: [...stretches.values()],
  };
}

function stretchOf(records: readonly SketchDay[], window: Range): Omit<SketchStretch, "clusterIds"> {
  const days: Instant[] = [];
  const hours: Instant[] = [];
  for (const { day, stands, sketches_closed: isClosed, sketch_hours: heldHours } of records) {
    const first = day.getTime();
    const isWhole = stands && first >= window.start && first + DAY_MS <= window.end;
    if (isClosed || isWhole) days.push(first);
    // A closed day that stands holds all of its hours.
    if (isClosed ? !stands : !isWhole) hours.push(...hoursWithin(first, window, isClosed ? heldHours : 0));
  }
  return { days, hours };
}

/** The hours of a day that begin within the window, without those whose bits are set. */
function hoursWithin(day: Instant, { start, end }: Range, without: number): Instant[] {
  return Array.from({ length: DAY_MS / HOUR_MS }, (_, index) => ({ index, hour: day + index * HOUR_MS }))
    .filter(({ index, hour }) => hour >= start && hour < end && ((without >> index) & 1) === 0)
    .map(({ hour }) => hour);
}

const SKETCH_IDS = ["namespace_id", "controller_id", "pod_id", "node_id"] as const;

/** A selection's rows of sketches, with `cluster_id`, `at` (an hour, or the beginning of a day) and what a row says. */
export function sketchRows(selection: CostSelection, { stretches }: SketchWindow): Fragment {
  const conditions = [narrowed(selection.narrowing, SKETCH_IDS), seenCondition(selection)];
  const picked = sql.join(
    conditions.flatMap((condition) => (condition ? [sql` and ${condition}`] : [])),
    sql``,
  );
  const columns = sql.join(SKETCH_COLUMNS.map((column) => sql.ref(column)));
  // Single days and hours: an index looks up a namespace in each of them, and reads a range of them whole.
  const read = (time: "day" | "hour", clusterIds: readonly number[], times: readonly Instant[]): Fragment =>
    sql`select cluster_id, ${sql.ref(time)} as at, ${columns} from ${sql.table(`usage_sketch_${time}`)}
      where ${ofClusters(clusterIds)} and ${sql.ref(time)} = any(${textsOf(times)}::timestamptz[]) ${picked}`;
  const parts = stretches.flatMap(({ clusterIds, days, hours }) => [
    ...(days.length > 0 ? [read("day", clusterIds, days)] : []),
    ...(hours.length > 0 ? [read("hour", clusterIds, hours)] : []),
  ]);
  return sql.join(parts.length > 0 ? parts : [read("hour", [], [])], sql` union all `);
}

function textsOf(times: readonly Instant[]): string[] {
  return times.map((time) => new Date(time).toISOString());
}
