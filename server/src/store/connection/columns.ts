import {
  MEASURES,
  type Measure,
  type Measures,
  noMeasures,
  ROW_MEASURES,
  TOTAL_MEASURES,
} from "../../domain/allocation/measures.ts";

/** The column of a measure: `cpuNanoCoreHours` is `cpu_nano_core_hours`. */
export function columnOf(measure: Measure): string {
  return measure.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The columns of all measures, in the order of `MEASURES`. */
export const MEASURE_COLUMNS: readonly string[] = MEASURES.map(columnOf);
/** The columns of what answers tell of a row, and of all rows together. */
export const ROW_COLUMNS: readonly string[] = ROW_MEASURES.map(columnOf);
export const TOTAL_COLUMNS: readonly string[] = TOTAL_MEASURES.map(columnOf);
/** The columns that decide who bears a node's idle: what was taken of each of its parts. */
export const WEIGHT_COLUMNS: readonly string[] = ["cpu_nano", "ram_nano", "gpu_nano"];
/** Worked out once: an answer has thousands of figures. */
const COLUMNS: ReadonlyMap<Measure, string> = new Map(
  MEASURES.map((measure) => [measure, columnOf(measure)]),
);

/** The measures of a record that was read, or some of them; what it does not hold is zero. */
export function readMeasures(
  record: Readonly<Record<string, unknown>>,
  wanted: readonly Measure[] = MEASURES,
): Measures {
  const measures = noMeasures();
  for (const measure of wanted) {
    const value = record[COLUMNS.get(measure) ?? ""];
    if (typeof value === "bigint") measures[measure] = value;
  }
  return measures;
}
