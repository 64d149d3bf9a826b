import { HOUR_MS, DAY_MS } from "@kubecent/shared";
import { type Fragment, sql } from "../sql.ts";
import type { Range } from "./ranges.ts";
import type { CostSelection } from "./selection.ts";

/** The same rows by the hour and by the day: what each is read from, as something that has a name. */
export interface StoredTables {
  readonly hours: Fragment;
  readonly days: Fragment;
  /** The columns of a row, beside `cluster_id` and `hour`. */
  readonly hourColumns: Fragment;
  readonly dayColumns: Fragment;
}

/**
 * A selection's rows, read as its stretches say, with `cluster_id`, `hour` (a day's row stands at the
 * beginning of its day) and the columns. Every part states clusters and time, so that the planner can leave
 * partitions out.
 */
export function readTables(selection: CostSelection, tables: StoredTables): Fragment {
  const parts = selection.stretches.flatMap(({ clusterIds, days, hours }) => [
    ...(days.length === 0
      ? []
      : [
          sql`select cluster_id, day as hour, ${tables.dayColumns} from ${tables.days}
            where cluster_id = any(${clusterIds}) and ${within("day", days, DAY_MS)}`,
        ]),
    ...(hours.length === 0
      ? []
      : [
          sql`select cluster_id, hour, ${tables.hourColumns} from ${tables.hours}
            where cluster_id = any(${clusterIds}) and ${within("hour", hours, HOUR_MS)}`,
        ]),
  ]);
  const nothing = sql`select cluster_id, hour, ${tables.hourColumns} from ${tables.hours} where false`;
  return sql.join(parts.length > 0 ? parts : [nothing], sql` union all `);
}

/** More ranges than this are given as their single hours or days: an index looks those up one by one. */
const MOST_RANGES = 4;

/** The condition that a column of instants lies within one of the ranges. */
export function within(column: "day" | "hour", ranges: readonly Range[], unitMs: number): Fragment {
  const place = sql.ref(column);
  if (ranges.length > MOST_RANGES) {
    return sql`${place} = any(${ranges.flatMap((range) => instants(range, unitMs))}::timestamptz[])`;
  }
  const each = ranges.map(
    ({ start, end }) => sql`${place} >= ${new Date(start)} and ${place} < ${new Date(end)}`,
  );
  return sql`(${sql.join(each, sql` or `)})`;
}

function instants({ start, end }: Range, unitMs: number): string[] {
  const count = Math.ceil((end - start) / unitMs);
  return Array.from({ length: count }, (_, index) => new Date(start + index * unitMs).toISOString());
}
