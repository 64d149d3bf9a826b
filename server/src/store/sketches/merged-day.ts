import type pg from "pg";
import { mergedSketch } from "../../domain/usage/usage-sketch.ts";
import type { DayPlace } from "../sums/days/day-place.ts";
import { withTimeout } from "../connection/with-timeout.ts";
import { JOINED, SKETCH_COLUMNS, SKETCH_KEYS, type SketchRow, wholePods } from "./sketch-rows.ts";

/** Rows that are merged at a time: with the sketches of 24 hours each they are 10 MB. */
const ROWS_AT_A_TIME = 2_000;

/** The hour's bit in `sketch_hours`. */
export const BIT_OF_HOUR = "(1 << extract(hour from hour at time zone 'UTC')::int)";

const KEYS = SKETCH_KEYS.join(", ");

/** Hours that the closed day $3 does not hold yet, and what it holds; of an open day, all of its hours. */
const PARTS = `select hour as at, ${SKETCH_COLUMNS.join(", ")} from usage_sketch_hour
    where cluster_id = $1 and hour >= $2 and hour < $2::timestamptz + interval '24 hours' and ${BIT_OF_HOUR} & $4 = 0
  union all select '-infinity', ${SKETCH_COLUMNS.join(", ")} from usage_sketch_day
    where cluster_id = $1 and day = $2 and $3`;

/**
 * A pod of several containers within the day has a row of its own, merged from what it used as a whole each hour.
 * Without a join: on a table that was never analysed, a join took a minute where this takes half a second.
 */
const MERGED = `with parts as materialized (select *,
      min(container_id) over pod <> max(container_id) over pod or min(container_id) over pod = 0 as has_several
    from (${PARTS}) stored window pod as (partition by namespace_id, controller_id, pod_id, node_id))
  select ${KEYS}, ${JOINED} from parts where container_id <> 0 group by ${KEYS}
  union all
  select namespace_id, controller_id, pod_id, 0, node_id, ${JOINED}
  from (${wholePods("(select * from parts where has_several) several", "at")}) pods
  group by namespace_id, controller_id, pod_id, node_id`;

/** What is kept of a day for good. */
export interface ClosedSketches {
  readonly isClosed: boolean;
  /** Hours (as bits) that the day holds and whose own sketches are gone. */
  readonly hours: number;
}

/** Whether the day's sketches are closed, and which hours they hold. */
export async function readClosedSketches(
  client: pg.ClientBase,
  { clusterId, day }: DayPlace,
): Promise<ClosedSketches> {
  const { rows } = await client.query<{ sketches_closed: boolean; sketch_hours: number }>(
    "select sketches_closed, sketch_hours from cluster_day where cluster_id = $1 and day = $2",
    [clusterId, new Date(day)],
  );
  return { isClosed: rows[0]?.sketches_closed ?? false, hours: rows[0]?.sketch_hours ?? 0 };
}

/**
 * The day's sketches, merged from those of its hours (and from what a closed day holds already), some at a time. All
 * of them are of the moment at which the first ones are asked for, whatever the transaction changes meanwhile.
 */
export async function* mergedDay(
  client: pg.ClientBase,
  { clusterId, day }: DayPlace,
  { isClosed, hours }: ClosedSketches,
): AsyncGenerator<SketchRow[]> {
  const values = [clusterId, new Date(day), isClosed, hours];
  await client.query(withTimeout(`declare merged_day no scroll cursor for ${MERGED}`, values));
  for (;;) {
    const fetch = withTimeout(`fetch ${ROWS_AT_A_TIME} from merged_day`, []);
    const { rows } = await client.query<SketchRow>(fetch);
    if (rows.length === 0) break;
    yield rows.map(merged);
  }
  await client.query("close merged_day");
}

function merged(row: SketchRow): SketchRow {
  const { cpu, ram } = row;
  return { ...row, cpu: cpu && mergedSketch(cpu), ram: ram && mergedSketch(ram) };
}
