import type { Series } from "../series/series.ts";

type Samples = Pick<Series, "times" | "values">;

/** The samples that can be: finite, not negative, at most `most`; and the first value that cannot. */
export function possibleSamples(samples: Samples, most: number): { samples: Samples; odd: number | null } {
  const isPossible = (value: number): boolean => value >= 0 && value <= most;
  const odd = samples.values.find((value) => !isPossible(value));
  if (odd === undefined) return { samples, odd: null };

  const kept = [...samples.values.keys()].filter((index) => isPossible(samples.values[index] ?? Number.NaN));
  return {
    samples: {
      times: Float64Array.from(kept, (index) => samples.times[index] ?? 0),
      values: Float64Array.from(kept, (index) => samples.values[index] ?? 0),
    },
    odd,
  };
}
