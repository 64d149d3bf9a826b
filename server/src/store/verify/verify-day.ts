import type pg from "pg";
import { MEASURE_COLUMNS } from "../connection/columns.ts";
import type { DayPlace } from "../sums/days/day-place.ts";
import { DAY_ROLLUPS } from "../sums/days/day-rollups.ts";
import { withTimeout } from "../connection/with-timeout.ts";
import { countDifferences } from "../sums/stored-sums.ts";
import { DAY_REFERENCES, rowsWithoutNames } from "./rows-without-names.ts";
import { sketchDifferences } from "./sketch-differences.ts";
import type { Differences } from "./verify-hour.ts";

interface RecordedDay {
  facts_gone: boolean;
  versions: bigint;
  stored_versions: bigint | null;
}

/**
 * Counts a day anew from its hours. Of a day whose container-hours are gone, the sums by container and label
 * can only be held against those by namespace. Null where the day's sums do not stand, and so are not read.
 */
export async function verifyDay(client: pg.ClientBase, place: DayPlace): Promise<Differences | null> {
  const values = [place.clusterId, new Date(place.day)];
  const { rows } = await client.query<RecordedDay>(
    `select facts_gone, versions, (select sum(version) from cluster_hour where cluster_id = $1 and hour >= $2
       and hour < $2::timestamptz + interval '24 hours')::bigint as stored_versions
     from cluster_day where cluster_id = $1 and day = $2 and stands`,
    values,
  );
  const [record] = rows;
  if (!record) return null;

  const wrong = await rowsWithoutNames(client, DAY_REFERENCES, { ...place, hour: place.day });
  if (record.versions !== record.stored_versions)
    wrong.push("cluster_day: was made of other hours than are stored");
  for (const rollup of DAY_ROLLUPS) {
    if (rollup.isOfFacts && record.facts_gone) continue;
    const found = await client.query<{ differences: number }>(withTimeout(countDifferences(rollup), values));
    const differences = found.rows[0]?.differences ?? 0;
    if (differences > 0)
      wrong.push(`${rollup.table}: ${differences} rows are not the sums of the day's hours`);
  }
  wrong.push(...(await sketchDifferences(client, place)));
  return record.facts_gone ? [...wrong, ...(await totalDifferences(client, values))] : wrong;
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
