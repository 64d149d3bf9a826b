import { MEASURES, type Measure, type Measures, noMeasures } from "../../domain/allocation/measures.ts";

/** The column of a measure: `cpuNanoCoreHours` is `cpu_nano_core_hours`. */
export function columnOf(measure: Measure): string {
  return measure.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The columns of all measures, in the order of `MEASURES`. */
export const MEASURE_COLUMNS: readonly string[] = MEASURES.map(columnOf);
/** The columns that decide who bears a node's idle: what was taken of each of its parts. */
export const WEIGHT_COLUMNS: readonly string[] = ["cpu_nano", "ram_nano", "gpu_nano"];
/** Worked out once: an answer has thousands of figures. */
const COLUMNS_OF_MEASURES = MEASURES.map((measure) => [measure, columnOf(measure)] as const);

/** The measures of a record that was read; what it does not hold is zero. */
export function readMeasures(record: Readonly<Record<string, unknown>>): Measures {
  const measures = noMeasures();
  for (const [measure, column] of COLUMNS_OF_MEASURES) {
    const value = record[column];
    if (typeof value === "bigint") measures[measure] = value;
  }
  return measures;
}
