import { DAY_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import { guessed } from "../../connection/guesses.ts";
import { snapshotOf } from "../../connection/pipelined.ts";
import { type Fragment, runKept, sql } from "../../connection/sql.ts";
import { FOUR_WEEKS } from "../../sums/spans/long-span.ts";
import { ALL_HOURS } from "../../sums/days/day-place.ts";
import type { Range } from "./ranges.ts";
import type { StepSelection } from "./selection.ts";
import { ofClusters } from "../../connection/of-clusters.ts";

/** Days of a cluster that follow each other and are alike. */
export interface StoredDays extends Range {
  readonly clusterId: number;
  /**
   * Whether their sums can be read, and each of them lies whole within a step. The last one may be a day that is not over:
   * it ends with the hours that its sums hold.
   */
  readonly areWhole: boolean;
  /** Whether that is so. */
  readonly isOpen: boolean;
  /** Whether sums of spans were made along with them, which came later than days. */
  readonly haveSpans: boolean;
  /** Whether what is left of each is kept from each hour on. */
  readonly haveFinerRests: boolean;
  /** Whether they are part of a week whose sums are of just these days. */
  readonly areOfWeek: boolean;
  /** Those with which four weeks begin whose sums are of just the days that follow. */
  readonly beginFourWeeks: readonly Instant[];
  /** Whether their container-hours are dropped. */
  readonly areGone: boolean;
  /** Whether their records stand, and no hour of them is missing. */
  readonly areComplete: boolean;
}

interface DaysQuestion extends Range {
  readonly clusterIds: readonly number[];
  readonly step: StepSelection | null;
}

interface KnownDays extends Range {
  readonly key: string;
  readonly days: Promise<StoredDays[]>;
}

/** What has been read in each snapshot that is under way. */
const known = new WeakMap<object, KnownDays[]>();

/**
 * The days of a window, those too that lie in it in part, by cluster and in order. Rows, coverage and what is compared
 * with them ask for the same days, so they are read once in a snapshot: ask for the longest window first.
 */
export function readStoredDays(client: pg.ClientBase, question: DaysQuestion): Promise<StoredDays[]> {
  const snapshot = snapshotOf(client);
  const start = utcDayOf(question.start);
  const end = Math.ceil(question.end / DAY_MS) * DAY_MS;
  const key = `${stepText(question.step)} ${question.clusterIds.join(" ")}`;
  const before = (snapshot && known.get(snapshot)) ?? [];
  const covering = before.find((each) => each.key === key && each.start <= start && each.end >= end);
  const days =
    covering?.days ??
    guessed(client, `days ${key} ${start} ${end}`, () => read(client, { ...question, start, end }));
  if (snapshot && !covering) known.set(snapshot, [...before, { key, start, end, days }]);
  return days;
}

interface DaysRecord {
  readonly cluster_id: number;
  readonly open: boolean;
  readonly spans: boolean;
  readonly finer: boolean;
  readonly of_week: boolean;
  readonly fours: readonly Date[] | null;
  readonly whole: boolean;
  readonly gone: boolean;
  readonly complete: boolean;
  readonly start: Date;
  readonly end: Date;
}

/** What days that follow each other have alike. */
const ALIKE = sql`whole, open, gone, complete, spans, finer, of_week`;

async function read(
  client: pg.ClientBase,
  { clusterIds, start, end, step }: DaysQuestion,
): Promise<StoredDays[]> {
  const records = await runKept<DaysRecord>(
    client,
    sql`select cluster_id, ${ALIKE}, min(day) as start, max(ends) as "end", array_agg(day order by day) filter (where begins_four) as fours
      from (select days.*,
          day - row_number() over (partition by cluster_id, ${ALIKE} order by day) * interval '24 hours' as island
        from (select cluster_id, day, (stands or is_open) and ${isWithin(step)} as whole, is_open as open, facts_gone as gone,
            stands and hours = ${sql.lit(ALL_HOURS)} as complete, is_open or has_spans as spans,
            has_spans and coalesce(finer_versions = versions, false) as finer,
            coalesce(four_weeks_versions = sum(versions) over four and count(*) filter (where has_spans) over four = ${sql.lit(FOUR_WEEKS.days)}, false)
              as begins_four,
            coalesce(count(*) filter (where has_spans) over week = 7 and sum(versions) over week = max(week_versions) over week,
              false) as of_week,
            case when is_open then open_until else day + interval '24 hours' end as ends
          from (select cluster_day.*, not stands and coalesce(open_as_of = written_at, false) as is_open,
              stands and coalesce(spans_versions = versions, false) as has_spans
            from cluster_day
            where ${ofClusters(clusterIds)} and day >= ${new Date(start)} and day < ${new Date(end)}) stored
          window week as (partition by cluster_id, date_trunc('week', day, 'UTC')),
            four as (partition by cluster_id order by day range between current row and ${sql.lit(`${(FOUR_WEEKS.days - 1) * 24} hours`)}::interval following)) days) islands
      group by cluster_id, ${ALIKE}, island order by cluster_id, start`,
  );
  return records.map((record) => ({
    clusterId: record.cluster_id,
    areWhole: record.whole,
    isOpen: record.open,
    haveSpans: record.spans,
    haveFinerRests: record.finer,
    areOfWeek: record.of_week,
    beginFourWeeks: (record.fours ?? []).map((day) => day.getTime()),
    areGone: record.gone,
    areComplete: record.complete,
    start: record.start.getTime(),
    end: record.end.getTime(),
  }));
}

/** A UTC day lies in one day, week and month of UTC. On other clocks the database cuts steps, so it is asked about them. */
function isCutByDatabase(step: StepSelection | null): step is StepSelection {
  return step !== null && step.step !== "hour" && step.timeZone !== "UTC";
}

function stepText(step: StepSelection | null): string {
  return isCutByDatabase(step) ? `${step.step} ${step.timeZone}` : "";
}

function isWithin(step: StepSelection | null): Fragment {
  if (!isCutByDatabase(step)) return sql`true`;
  const cut = (hour: Fragment): Fragment => sql`date_trunc(${sql.lit(step.step)}, ${hour}, ${step.timeZone})`;
  return sql`${cut(sql`day`)} = ${cut(sql`day + interval '23 hours'`)}`;
}
