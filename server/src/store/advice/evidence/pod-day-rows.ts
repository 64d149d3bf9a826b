import type pg from "pg";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import { withTimeout } from "../../connection/with-timeout.ts";
import { readSketchWindow, type SketchWindow } from "../../queries/pages/sketch-window.ts";
import type { Range } from "../../queries/where/ranges.ts";
import { withStretches } from "../../queries/where/row-stretches.ts";
import { JOINED, SKETCH_COLUMNS } from "../../sketches/sketch-rows.ts";
import type { EvidencePlace } from "./evidence-window.ts";

/** One container of one pod on one node in one UTC day, as it is stored. */
export interface PodDayRow {
  readonly day: Date;
  readonly namespace_id: bigint;
  readonly controller_id: bigint;
  readonly pod_id: bigint;
  readonly container_id: bigint;
  readonly node_id: bigint;
  readonly label_set_id: bigint;
  readonly pod: string;
  readonly uid: string;
  readonly ran_seconds: bigint;
  readonly cpu_seen_seconds: bigint;
  readonly ram_seen_seconds: bigint;
  readonly cpu_request_nano_core_hours: bigint;
  readonly ram_request_nano_gib_hours: bigint;
  readonly cpu_nano_core_hours: bigint;
  readonly ram_nano_gib_hours: bigint;
  readonly cpu_nano: bigint;
  readonly ram_nano: bigint;
  readonly cpu: Uint8Array | null;
  readonly cpu_max_nano_cores: bigint | null;
  readonly ram: Uint8Array | null;
  readonly ram_max_bytes: bigint | null;
}

/** Rows that are read at a time: two megabytes. */
const ROWS_AT_A_TIME = 2_000;

const KEYS = ["day", "namespace_id", "controller_id", "pod_id", "container_id", "node_id"];
const SUMS = [
  "ran_seconds",
  "cpu_seen_seconds",
  "ram_seen_seconds",
  "cpu_request_nano_core_hours",
  "ram_request_nano_gib_hours",
  "cpu_nano_core_hours",
  "ram_nano_gib_hours",
  "cpu_nano",
  "ram_nano",
];

/**
 * Reads what each container of a cluster did each day, in the order of workloads, from the sums of days where they stand and from
 * hours elsewhere. Some rows at a time: what of a large cluster is read at once is no more than of a small one.
 */
export async function* podDayRows(client: pg.ClientBase, place: EvidencePlace): AsyncGenerator<PodDayRow[]> {
  const { clusterId, window } = place;
  const asked = { clusterIds: [clusterId], start: window.start, end: window.end, filter: {}, partial: null };
  const selection = await withStretches(client, asked);
  const sketches = sketchDays(await readSketchWindow(client, selection));
  const stretches = selection.stretches[0] ?? { days: [], hours: [] };
  const text = `with fact as (${FACTS}), sketch as (${SKETCHES})
    select fact.*, pod.name as pod, pod.uid, cpu, cpu_max_nano_cores, ram, ram_max_bytes
    from fact left join sketch using (${KEYS.join(", ")})
      join pod on pod.cluster_id = $1 and pod.pod_id = fact.pod_id
    order by fact.namespace_id, fact.controller_id, fact.container_id, fact.day, fact.pod_id, fact.node_id`;
  await client.query(
    withTimeout(`declare pod_days no scroll cursor for ${text}`, [
      clusterId,
      multirange(stretches.days),
      multirange(stretches.hours),
      sketches.days.map(iso),
      sketches.mixedDays.map(iso),
      sketches.hours.map(iso),
    ]),
  );
  for (;;) {
    const { rows } = await client.query<PodDayRow>(withTimeout(`fetch ${ROWS_AT_A_TIME} from pod_days`, []));
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query("close pod_days");
}

const SUMMED = SUMS.map((column) => `sum(${column}) as ${column}`).join(", ");

/** $1 the cluster, $2 stretches that are read by the day, $3 those that are read by the hour. */
const FACTS = `select ${KEYS.join(", ")}, max(label_set_id) as label_set_id, ${SUMMED} from (
    select ${KEYS.join(", ")}, label_set_id, ${SUMS.join(", ")} from container_day
    where cluster_id = $1 and kind = 0 and day >= lower(range_merge($2::tstzmultirange))
      and day < upper(range_merge($2::tstzmultirange)) and $2::tstzmultirange @> day
    union all
    select date_trunc('day', hour, 'UTC') as ${KEYS.join(", ")}, label_set_id, ${SUMS.join(", ")} from container_hour
    where cluster_id = $1 and kind = 0 and hour >= lower(range_merge($3::tstzmultirange))
      and hour < upper(range_merge($3::tstzmultirange)) and $3::tstzmultirange @> hour
  ) stored group by ${KEYS.join(", ")}`;

const COLUMNS = SKETCH_COLUMNS.join(", ");
const SKETCH_KEYS = KEYS.slice(1).join(", ");

/** $4 days whose sketches are one row each, $5 days that hold a part, and $6 the hours of the rest. */
const SKETCHES = `select day, ${COLUMNS} from usage_sketch_day
    where cluster_id = $1 and day = any($4::timestamptz[]) and container_id <> 0
  union all
  select day, ${SKETCH_KEYS}, ${JOINED} from (
    select day, day as at, ${COLUMNS} from usage_sketch_day where cluster_id = $1 and day = any($5::timestamptz[])
    union all
    select date_trunc('day', hour, 'UTC'), hour, ${COLUMNS} from usage_sketch_hour
    where cluster_id = $1 and hour = any($6::timestamptz[])
  ) parts where container_id <> 0 group by day, ${SKETCH_KEYS}`;

interface SketchDays {
  readonly days: readonly number[];
  readonly mixedDays: readonly number[];
  readonly hours: readonly number[];
}

/** A day that was closed before its last hour came is there in two parts. */
function sketchDays({ stretches }: SketchWindow): SketchDays {
  const hours = stretches.flatMap((stretch) => stretch.hours);
  const split = new Set(hours.map(utcDayOf));
  const isSplit = (day: number): boolean => split.has(day);
  const days = stretches.flatMap((stretch) => stretch.days);
  return { days: days.filter((day) => !isSplit(day)), mixedDays: days.filter(isSplit), hours };
}

function multirange(ranges: readonly Range[]): string {
  return `{${ranges.map(({ start, end }) => `[${iso(start)},${iso(end)})`).join(",")}}`;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
