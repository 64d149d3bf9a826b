import { MEASURES, type Measure } from "../domain/allocation/measures.ts";

/** The column of a measure: `cpuNanoCoreHours` is `cpu_nano_core_hours`. */
export function columnOf(measure: Measure): string {
  return measure.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The columns of all measures, in the order of `MEASURES`. */
export const MEASURE_COLUMNS: readonly string[] = MEASURES.map(columnOf);
