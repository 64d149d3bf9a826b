import type pg from "pg";
import { ofClusters } from "../../connection/of-clusters.ts";
import { type Fragment, runKept, sql } from "../../connection/sql.ts";
import { ALL_HOURS } from "../../sums/days/day-place.ts";
import { MONTH, type LongSpan, WEEK } from "../../sums/spans/long-span.ts";
import type { Range } from "./ranges.ts";
import type { StepSelection } from "./selection.ts";

/** Which days; `start` and `end` are days of UTC. */
export interface DaysQuestion extends Range {
  readonly clusterIds: readonly number[];
  readonly step: StepSelection | null;
}

/** Days of some clusters that are alike. All moments are in hours since 1970: six hundred dates are slow to parse. */
export interface DaysRecord {
  readonly cluster_ids: readonly number[];
  readonly whole: boolean;
  readonly open: boolean;
  readonly gone: boolean;
  readonly complete: boolean;
  readonly spans: boolean;
  readonly finer: boolean;
  readonly start: number;
  readonly end: number;
  readonly weeks: readonly number[] | null;
  readonly months: readonly number[] | null;
}

/** What days that follow each other have alike. */
const ALIKE = sql`whole, open, gone, complete, spans, finer`;

/** Reads the days of clusters, in the order of time. */
export function readAlikeDays(
  client: pg.ClientBase,
  { clusterIds, start, end, step }: DaysQuestion,
): Promise<DaysRecord[]> {
  const before = sql`${new Date(end)}::timestamptz`;
  return runKept<DaysRecord>(
    client,
    sql`select array_agg(cluster_id) as cluster_ids, ${ALIKE}, start, "end", weeks, months
      from (select cluster_id, ${ALIKE}, min(hours_since) as start, max(ends) as "end",
          array_agg(hours_since order by hours_since) filter (where begins_week) as weeks,
          array_agg(hours_since order by hours_since) filter (where begins_month) as months
        from (select days.*, hours_since / 24 - row_number() over (partition by cluster_id, ${ALIKE} order by hours_since) as island
          from (select cluster_id, ${hoursSince(sql`day`)} as hours_since,
              (stands or is_open) and ${isWithin(step)} as whole, is_open as open, facts_gone as gone,
              stands and hours = ${sql.lit(ALL_HOURS)} as complete, is_open or has_spans as spans,
              has_spans and coalesce(finer_versions = versions, false) as finer,
              ${begins(WEEK, before)} as begins_week, ${begins(MONTH, before)} as begins_month,
              ${hoursSince(sql`case when is_open then open_until else day + interval '24 hours' end`)} as ends
            from (select cluster_day.*, not stands and coalesce(open_as_of = written_at, false) as is_open, ${HAS_SPANS} as has_spans
              from cluster_day
              where ${ofClusters(clusterIds)} and day >= ${new Date(start)} and day < ${before}) stored) days) islands
        group by cluster_id, ${ALIKE}, island) stretches
      group by ${ALIKE}, start, "end", weeks, months order by start, "end"`,
  );
}

const HAS_SPANS = sql`(stands and coalesce(spans_versions = versions, false))`;

function hoursSince(moment: Fragment): Fragment {
  return sql`(date_part('epoch', ${moment}) / 3600)::int`;
}

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
