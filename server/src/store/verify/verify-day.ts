import type pg from "pg";
import { MEASURE_COLUMNS } from "../connection/columns.ts";
import type { DayPlace } from "../sums/days/day-place.ts";
import { DAY_ROLLUPS } from "../sums/days/day-rollups.ts";
import { withTimeout } from "../connection/with-timeout.ts";
import { type LongSpan, MONTH, WEEK } from "../sums/spans/long-span.ts";
import { SPAN_ROLLUPS } from "../sums/spans/span-rollups.ts";
import { countDifferences, type StoredSums } from "../sums/stored-sums.ts";
import { DAY_REFERENCES, rowsWithoutNames } from "./rows-without-names.ts";
import { sketchDifferences } from "./sketch-differences.ts";
import type { Differences } from "./verify-hour.ts";

interface RecordedDay {
  stands: boolean;
  facts_gone: boolean;
  versions: bigint;
  stored_versions: bigint | null;
  open_until: Date | null;
  has_spans: boolean;
  has_finer_rests: boolean;
  has_week: boolean;
  has_month: boolean;
}

/**
 * Counts a day anew from its hours, an open one as far as its sums go; on a Monday also the week that it begins. Of a day whose
 * container-hours are gone, the sums by container and label can only be held against those by namespace. Null where the day's
 * sums do not stand, and so are not read.
 */
export async function verifyDay(client: pg.ClientBase, place: DayPlace): Promise<Differences | null> {
  const values = [place.clusterId, new Date(place.day)];
  const { rows } = await client.query<RecordedDay>(RECORDED_DAY, values);
  const [record] = rows;
  if (!record) return null;

  const wrong = await rowsWithoutNames(client, DAY_REFERENCES, { ...place, hour: place.day });
  if (record.open_until) {
    const hours = [...values, values[1], record.open_until];
    const sums = DAY_ROLLUPS.map((rollup) => ({ ...rollup, made: rollup.madeOfHours }));
    return [
      ...wrong,
      ...(await sumDifferences(client, sums, { values: hours, of: "the day's first hours" })),
    ];
  }
  if (record.versions !== record.stored_versions)
    wrong.push("cluster_day: was made of other hours than are stored");
  wrong.push(...(await sumDifferences(client, sumsOf(record), { values, of: "the day's hours" })));
  wrong.push(...(await sumDifferences(client, longSumsOf(record), { values, of: "its days" })));
  wrong.push(...(await sketchDifferences(client, place)));
  return record.facts_gone ? [...wrong, ...(await totalDifferences(client, values))] : wrong;
}

function hasSpan({ days, versions }: LongSpan): string {
  return `coalesce(${versions} = (select sum(versions) from cluster_day where cluster_id = $1 and day >= $2
    and day < $2::timestamptz + interval '${days * 24} hours' having bool_and(stands)), false)`;
}

const RECORDED_DAY = `select stands, facts_gone, versions, case when not stands then open_until end as open_until,
    coalesce(spans_versions = versions, false) as has_spans,
    (select sum(version) from cluster_hour where cluster_id = $1 and hour >= $2
      and hour < $2::timestamptz + interval '24 hours')::bigint as stored_versions,
    coalesce(finer_versions = versions, false) as has_finer_rests, ${hasSpan(WEEK)} as has_week, ${hasSpan(MONTH)} as has_month
  from cluster_day where cluster_id = $1 and day = $2 and (stands or open_as_of = written_at)`;

/** The sums that a day has which stands. */
function sumsOf({
  facts_gone: isGone,
  has_spans: hasSpans,
  has_finer_rests: hasFiner,
}: RecordedDay): StoredSums[] {
  const hasRests = hasSpans && !isGone;
  return [
    ...DAY_ROLLUPS.filter(({ isOfFacts, isLater }) => !(isOfFacts && isGone) && (hasSpans || !isLater)),
    ...(hasRests ? SPAN_ROLLUPS.map(({ rests }) => rests) : []),
    ...(hasRests && hasFiner ? SPAN_ROLLUPS.map(({ finerRests }) => finerRests) : []),
  ];
}

/** The sums of several days that begin with it. */
function longSumsOf({ has_week: hasWeek, has_month: hasMonth }: RecordedDay): StoredSums[] {
  const spans = [...(hasWeek ? [WEEK] : []), ...(hasMonth ? [MONTH] : [])];
  return spans.flatMap(({ days }) => SPAN_ROLLUPS.map((rollup) => rollup.ofDays(days)));
}

async function sumDifferences(
  client: pg.ClientBase,
  sums: readonly StoredSums[],
  { values, of }: { readonly values: readonly unknown[]; readonly of: string },
): Promise<string[]> {
  const wrong: string[] = [];
  for (const stored of sums) {
    const found = await client.query<{ differences: number }>(withTimeout(countDifferences(stored), values));
    const differences = found.rows[0]?.differences ?? 0;
    if (differences > 0) wrong.push(`${stored.table}: ${differences} rows are not the sums of ${of}`);
  }
  return wrong;
}

async function totalDifferences(client: pg.ClientBase, values: readonly unknown[]): Promise<string[]> {
  const sums = MEASURE_COLUMNS.map((column) => `coalesce(sum(${column}), 0)::bigint`).join(", ");
  const wrong: string[] = [];
  for (const table of ["container_day", "label_set_day"]) {
    const { rows } = await client.query<{ differs: boolean }>(
      withTimeout(
        `select (select row(${sums})::text from ${table} where cluster_id = $1 and day = $2)
           <> (select row(${sums})::text from namespace_day where cluster_id = $1 and day = $2) as differs`,
        values,
      ),
    );
    if (rows[0]?.differs) wrong.push(`${table}: does not add up to what namespace_day says`);
  }
  return wrong;
}
