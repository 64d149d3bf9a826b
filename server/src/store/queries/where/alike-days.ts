import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import type pg from "pg";
import { ofClusters } from "../../connection/of-clusters.ts";
import { sinceEpoch } from "../../connection/since-epoch.ts";
import { type Fragment, runKept, sql } from "../../connection/sql.ts";
import { ALL_HOURS } from "../../sums/days/day-place.ts";
import { type LongSpan, MONTH, WEEK } from "../../sums/spans/long-span.ts";
import type { Range } from "./ranges.ts";
import type { StepSelection } from "./selection.ts";

/** Which days; `start` and `end` are days of UTC. */
export interface DaysQuestion extends Range {
  readonly clusterIds: readonly number[];
  readonly step: StepSelection | null;
}

/** What is said of a day, each by a bit of a number. */
export const DAY_FLAGS = {
  whole: sql`(stands or is_open) and is_within_step`,
  open: sql`is_open`,
  gone: sql`facts_gone`,
  complete: sql`stands and hours = ${sql.lit(ALL_HOURS)}`,
  spans: sql`is_open or has_spans`,
  finer: sql`has_spans and coalesce(finer_versions = versions, false)`,
};

/** Above the bits of a day stands which it is, in days since 1970. */
export const DAY_UNIT = 2 ** Object.keys(DAY_FLAGS).length;

/** The days of clusters whose days are alike. In numbers, for three thousand days with a date each are slow to parse. */
export interface DaysRecord {
  readonly cluster_ids: readonly number[];
  /** In the order of time: `DAY_UNIT` times the day, and the bits of what is said of it. */
  readonly days: readonly number[];
  /** Until when the sums of each open day go, in hours since 1970. */
  readonly open_until: readonly number[] | null;
  /** The days with which weeks and months begin, in days since 1970. */
  readonly weeks: readonly number[] | null;
  readonly months: readonly number[] | null;
}

/** Reads the days of clusters; those without any are left out. */
export async function readAlikeDays(
  client: pg.ClientBase,
  { clusterIds, start, end, step }: DaysQuestion,
): Promise<DaysRecord[]> {
  const before = sql`${new Date(end)}::timestamptz`;
  const records = await runKept<DaysRecord>(
    client,
    sql`select array_agg(cluster_id) as cluster_ids, days, open_until, weeks, months
      from (select cluster_id, array_agg(${sinceEpoch(sql`day`, DAY_MS)} * ${sql.lit(DAY_UNIT)} + ${FLAG_BITS} order by day) as days,
          array_agg(${sinceEpoch(sql`open_until`, HOUR_MS)} order by day) filter (where is_open) as open_until,
          array_agg(${sinceEpoch(sql`day`, DAY_MS)} order by day) filter (where ${begins(WEEK, before)}) as weeks,
          array_agg(${sinceEpoch(sql`day`, DAY_MS)} order by day) filter (where ${begins(MONTH, before)}) as months
        from (select cluster_day.*, not stands and coalesce(open_as_of = written_at, false) as is_open, ${HAS_SPANS} as has_spans,
            ${isWithin(step)} as is_within_step
          from cluster_day
          where ${ofClusters(clusterIds)} and day >= ${new Date(start)} and day < ${before}) stored
        group by cluster_id) own
      group by days, open_until, weeks, months`,
  );
  return records.map(inOrder).toSorted((a, b) => Math.min(...a.cluster_ids) - Math.min(...b.cluster_ids));
}

/** The same each time: servers of Citus answer in any order, and what is taken for granted is compared with what was read. */
function inOrder(record: DaysRecord): DaysRecord {
  return { ...record, cluster_ids: record.cluster_ids.toSorted((a, b) => a - b) };
}

const FLAG_BITS = sql.join(
  Object.values(DAY_FLAGS).map((flag, index) => sql`(${flag})::int * ${sql.lit(2 ** index)}`),
  sql` + `,
);

const HAS_SPANS = sql`(stands and coalesce(spans_versions = versions, false))`;

/**
 * Whether a long span begins with a day whose sums are of just the days that follow. Only the few days that have such sums
 * are looked at: over a window of days PostgreSQL would sum up each day's followers.
 */
function begins({ versions, days }: LongSpan, before: Fragment): Fragment {
  const noted = sql`stored.${sql.ref(versions)}`;
  const length = sql`${sql.lit(`${days * 24} hours`)}::interval`;
  return sql`case when ${noted} is null then false else (
    select count(*) filter (where ${HAS_SPANS}) = ${sql.lit(days)} and sum(versions) = ${noted} from cluster_day following
      where following.cluster_id = stored.cluster_id and following.day >= stored.day
        and following.day < least(stored.day + ${length}, ${before})) end`;
}

/** A UTC day lies in one day, week and month of UTC. On other clocks the database cuts steps, so it is asked about them. */
export function isCutByDatabase(step: StepSelection | null): step is StepSelection {
  return step !== null && step.step !== "hour" && step.timeZone !== "UTC";
}

function isWithin(step: StepSelection | null): Fragment {
  if (!isCutByDatabase(step)) return sql`true`;
  const cut = (hour: Fragment): Fragment => sql`date_trunc(${sql.lit(step.step)}, ${hour}, ${step.timeZone})`;
  return sql`${cut(sql`day`)} = ${cut(sql`day + interval '23 hours'`)}`;
}
