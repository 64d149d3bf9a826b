import type pg from "pg";
import { mergedSketch } from "../../domain/usage/usage-sketch.ts";
import type { DayPlace } from "../sums/days/day-place.ts";
import { withTimeout } from "../connection/with-timeout.ts";
import { mergedDay, readClosedSketches } from "../sketches/merged-day.ts";
import { SKETCH_COLUMNS, SKETCH_KEYS, type SketchRow } from "../sketches/sketch-rows.ts";

/**
 * Merges a day's sketches anew from those of its hours and says how many are not what is stored. Those of a closed
 * day, whose hours' are gone, can only be read: each must be a sketch, written as one.
 */
export async function sketchDifferences(client: pg.ClientBase, place: DayPlace): Promise<string[]> {
  const closed = await readClosedSketches(client, place);
  const stored = await readDay(client, place);
  if (closed.isClosed) {
    const broken = stored.filter((row) => !isSketch(row.cpu) || !isSketch(row.ram)).length;
    return broken > 0 ? [`usage_sketch_day: ${broken} rows hold what is no sketch`] : [];
  }
  const kept = new Map(stored.map((row) => [keyOf(row), textOf(row)]));
  let differences = 0;
  for await (const rows of mergedDay(client, place, closed)) {
    for (const row of rows) {
      if (kept.get(keyOf(row)) !== textOf(row)) differences++;
      kept.delete(keyOf(row));
    }
  }
  differences += kept.size;
  return differences > 0 ? [`usage_sketch_day: ${differences} rows are not merged from the day's hours`] : [];
}

async function readDay(client: pg.ClientBase, { clusterId, day }: DayPlace): Promise<SketchRow[]> {
  const { rows } = await client.query<SketchRow>(
    withTimeout(
      `select ${SKETCH_COLUMNS.join(", ")} from usage_sketch_day where cluster_id = $1 and day = $2`,
      [clusterId, new Date(day)],
    ),
  );
  return rows;
}

function keyOf(row: SketchRow): string {
  return SKETCH_KEYS.map((key) => String(row[key])).join(" ");
}

function textOf({ cpu, ram, cpu_max_nano_cores: cpuMax, ram_max_bytes: ramMax }: SketchRow): string {
  return [hex(cpu), cpuMax, hex(ram), ramMax].join(" ");
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes && Buffer.from(bytes).toString("hex");
}

function isSketch(bytes: Uint8Array | null): boolean {
  try {
    return bytes === null || hex(mergedSketch(bytes)) === hex(bytes);
  } catch {
    return false;
  }
}
