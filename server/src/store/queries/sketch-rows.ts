import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { BIT_OF_HOUR } from "../sketches/merged-day.ts";
import { SKETCH_COLUMNS } from "../sketches/sketch-rows.ts";
import { type Fragment, run, sql } from "../sql.ts";
import { narrowed } from "./narrowing.ts";
import type { Range } from "./ranges.ts";
import type { CostSelection } from "./selection.ts";
import { within } from "./stored-tables.ts";

/** How a window's sketches are read in one snapshot. */
export interface SketchWindow extends Range {
  /** Before it there are no sketches by the hour. */
  readonly firstHour: Instant;
}

/**
 * Finds which time a selection's sketches are of: a day whose sketches are closed is read whole, even where the
 * window begins or ends within it. A p95 of two weeks and some hours serves whoever asks for two weeks; no answer
 * at all would not.
 */
export async function readSketchWindow(
  client: pg.ClientBase,
  { clusterIds, start, end }: CostSelection,
): Promise<SketchWindow> {
  const firstDay = floorDay(start);
  const lastDay = floorDay(end - 1);
  const [found] = await run<{ first: Date | null; starts: boolean; ends: boolean }>(
    client,
    sql`select
        (select min(day) from cluster_day where cluster_id = any(${clusterIds})
          and (not sketches_closed or not stands)) as first,
        ${isClosed(clusterIds, firstDay)} as starts, ${isClosed(clusterIds, lastDay)} as ends`,
  );
  return {
    start: found?.starts ? firstDay : start,
    end: found?.ends ? lastDay + DAY_MS : end,
    firstHour: found?.first?.getTime() ?? end,
  };
}

function isClosed(clusterIds: readonly number[], day: Instant): Fragment {
  return sql`exists (select from cluster_day where cluster_id = any(${clusterIds}) and day = ${new Date(day)}
    and sketches_closed and sketch_hours <> 0)`;
}

function floorDay(instant: Instant): Instant {
  return Math.floor(instant / DAY_MS) * DAY_MS;
}

const SKETCH_IDS = ["namespace_id", "controller_id", "pod_id", "node_id"] as const;

/**
 * A selection's rows of sketches, with `cluster_id`, `at` (an hour, or the beginning of a day) and what a row says.
 * Days where they are closed, or stand and lie whole within the window; hours everywhere else. Each minute of a
 * container is in one row of them.
 */
export function sketchRows(selection: CostSelection, window: SketchWindow): Fragment {
  const { clusterIds, start, end } = selection;
  const narrowing = narrowed(selection.narrowing, SKETCH_IDS);
  const picked = narrowing ? sql`and ${narrowing}` : sql``;
  // An index can look up a namespace in each single day; in a range of days it has to read them whole.
  const mostRanges = narrowing ? 0 : 1;
  const columns = sql.join(SKETCH_COLUMNS.map((column) => sql.ref(column)));
  const isWhole = sql`(stands and day >= ${new Date(start)} and day + interval '24 hours' <= ${new Date(end)})`;
  const days = within("day", [{ start: floorDay(start), end }], { unitMs: DAY_MS, mostRanges });
  const firstHour = Math.ceil(Math.max(start, window.firstHour) / HOUR_MS) * HOUR_MS;
  const hours = firstHour < end ? [{ start: firstHour, end }] : [];
  const ofDays = sql`select cluster_id, day as at, ${columns} from usage_sketch_day join cluster_day
      using (cluster_id, day) where cluster_id = any(${clusterIds}) and ${days} ${picked}
      and (sketches_closed or ${isWhole})`;
  const ofHours = sql`select cluster_id, hour as at, ${columns} from (select *, date_trunc('day', hour, 'UTC') as day
        from usage_sketch_hour where cluster_id = any(${clusterIds}) ${picked}
        and ${hours.length > 0 ? within("hour", hours, { unitMs: HOUR_MS, mostRanges }) : sql`false`}) by_hour
      join cluster_day using (cluster_id, day)
      where case when sketches_closed then sketch_hours & ${sql.raw(BIT_OF_HOUR)} = 0 else not ${isWhole} end`;
  return sql`${ofDays} union all ${ofHours}`;
}
