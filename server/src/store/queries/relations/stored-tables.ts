import { HOUR_MS, DAY_MS } from "@kubecent/shared";
import { type Fragment, sql } from "../../connection/sql.ts";
import { type Range, withoutRanges } from "../where/ranges.ts";
import type { CostSelection, SpanStretches } from "../where/selection.ts";

/** The same rows by the hour and by the day: what each is read from, as something that has a name. */
export interface StoredTables {
  readonly hours: Fragment;
  readonly days: Fragment;
  /** The columns of a row, beside `cluster_id` and `hour`. */
  readonly hourColumns: Fragment;
  readonly dayColumns: Fragment;
  /** The same by weeks and by what is left of a day, with the columns of days; undefined where there is no such table. */
  readonly spans?: Fragment | undefined;
  /** What else rows have to be, in words of columns that both have; null where all are wanted. */
  readonly condition?: Fragment | null;
}

const NO_SPANS: Pick<SpanStretches, "long" | "rests"> = { long: [], rests: [] };

/**
 * A selection's rows, read as its stretches say, with `cluster_id`, `hour` (a day's row stands at the
 * beginning of its day) and the columns. Every part states clusters and time, so that the planner can leave
 * partitions out.
 */
export function readTables(selection: CostSelection, tables: StoredTables): Fragment {
  const { condition = null } = tables;
  const picked = condition ? sql` and ${condition}` : sql``;
  // An index can look up a namespace in each single hour; in a range of hours it has to read them whole.
  const mostRanges = condition ? 0 : MOST_RANGES;
  const parts = selection.stretches.flatMap(({ clusterIds, days, hours, spans }) => {
    const { long, rests } = tables.spans ? spans : NO_SPANS;
    return [
      ...readOneByOne(withoutRanges(days, long), mostRanges).map(
        (ranges) =>
          sql`select cluster_id, day as hour, ${tables.dayColumns} from ${tables.days}
          where cluster_id = any(${clusterIds}) and ${within("day", ranges, { unitMs: DAY_MS, mostRanges })} ${picked}`,
      ),
      ...readByLength([...long, ...rests]).map(
        ({ hours: length, starts }) =>
          sql`select cluster_id, start as hour, ${tables.dayColumns} from ${tables.spans ?? tables.days}
          where cluster_id = any(${clusterIds}) and hours = ${length} and start = any(${starts}::timestamptz[]) ${picked}`,
      ),
      ...readOneByOne(withoutRanges(hours, rests), mostRanges).map(
        (ranges) =>
          sql`select cluster_id, hour, ${tables.hourColumns} from ${tables.hours}
          where cluster_id = any(${clusterIds}) and ${within("hour", ranges, { unitMs: HOUR_MS, mostRanges })} ${picked}`,
      ),
    ];
  });
  const nothing = sql`select cluster_id, hour, ${tables.hourColumns} from ${tables.hours} where false`;
  return sql.join(parts.length > 0 ? parts : [nothing], sql` union all `);
}

/**
 * A few ranges are read each by a statement of its own: joined by `or` they made the planner read a whole week of
 * container-hours for a window's last day (320 ms of 950,000 rows, where 300,000 were wanted).
 */
function readOneByOne(ranges: readonly Range[], mostRanges: number): (readonly Range[])[] {
  if (ranges.length === 0) return [];
  return ranges.length > mostRanges ? [ranges] : ranges.map((range) => [range]);
}

/** Spans that are equally long are read together: an index looks their beginnings up one by one. */
function readByLength(spans: readonly Range[]): { readonly hours: number; readonly starts: string[] }[] {
  const byLength = Map.groupBy(spans, ({ start, end }) => (end - start) / HOUR_MS);
  return [...byLength].map(([hours, each]) => ({
    hours,
    starts: each.map(({ start }) => new Date(start).toISOString()),
  }));
}

/** More ranges than this are given as their single hours or days: an index looks those up one by one. */
const MOST_RANGES = 4;

/** The condition that a column of instants lies within one of the ranges. */
export function within(
  column: "day" | "hour",
  ranges: readonly Range[],
  { unitMs = HOUR_MS, mostRanges = MOST_RANGES } = {},
): Fragment {
  const place = sql.ref(column);
  if (ranges.length > mostRanges) {
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
