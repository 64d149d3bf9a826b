import type { Series } from "./series.ts";

type Samples = Pick<Series, "times" | "values">;

/**
 * The samples of one thing that several series tell of, as one row: of copies the one with the most samples, and
 * of the others what lies before it or after it, where one goes on for the other under new labels.
 */
export function spliceSamples(copies: readonly Series[]): Samples {
  const [only] = copies;
  if (only && copies.length === 1) return only;

  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const parts: Samples[] = [];
  for (const { times, values } of copies.toSorted(compareSeries)) {
    const before = lengthWhere(times, (time) => time < first);
    const upTo = lengthWhere(times, (time) => time <= last);
    if (before > 0) parts.push({ times: times.subarray(0, before), values: values.subarray(0, before) });
    if (upTo < times.length && upTo >= before) {
      parts.push({ times: times.subarray(upTo), values: values.subarray(upTo) });
    }
    first = Math.min(first, times[0] ?? first);
    last = Math.max(last, times.at(-1) ?? last);
  }
  const inOrder = parts.toSorted((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0));
  return {
    times: Float64Array.from(inOrder.flatMap(({ times }) => [...times])),
    values: Float64Array.from(inOrder.flatMap(({ values }) => [...values])),
  };
}

/** The series with the most samples first; of two alike always the same one. */
export function compareSeries(a: Series, b: Series): number {
  return b.times.length - a.times.length || (labelText(a) < labelText(b) ? -1 : 1);
}

function labelText({ labels }: Series): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** How many of the first times fulfil the condition. */
function lengthWhere(times: Float64Array, holds: (time: number) => boolean): number {
  let length = 0;
  while (length < times.length && holds(times[length] ?? 0)) length++;
  return length;
}

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
