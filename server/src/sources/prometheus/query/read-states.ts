import type { HourReader, Reading } from "./hour-reader.ts";
import type { Family } from "./selector.ts";
import type { Series } from "../series/series.ts";

/** Two exporters may write one number with more or fewer digits. */
const SAME = 1e-6;

/**
 * Reads a family of values that rarely change: one sample of each series where nothing changed, which is
 * a seventieth of the answer, else all samples. `identify` names what a series tells of.
 */
export async function readStates(
  reader: HourReader,
  family: Family,
  reading: Reading,
  identify: (series: Series) => string,
): Promise<Series[]> {
  const last = await reader.lastSamples(family, reading);
  if (last.length === 0) return last;

  const isSteady = !disagrees(last, identify) && (await reader.changedSeries(family, reading)).length === 0;
  return isSteady ? last : reader.samples(family, reading);
}

/** Whether two series tell different values of one thing: then it matters when each of them did. */
function disagrees(series: readonly Series[], identify: (series: Series) => string): boolean {
  return [...Map.groupBy(series, identify).values()].some(([first, ...others]) => {
    const value = first?.values[0] ?? 0;
    return others.some(({ values }) => Math.abs((values[0] ?? 0) - value) > SAME * Math.abs(value));
  });
}
