import type { Instant } from "@kubecent/shared";

/** A time series: its labels, and its samples in order of time. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Instants of the samples, in milliseconds. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/**
 * A label's value, "" where the series has none. Where the scraped label lost against the target's own
 * (`honor_labels: false`), Prometheus keeps it as `exported_…`: that one is meant.
 */
export function labelOf({ labels }: Series, ...names: readonly string[]): string {
  for (const name of names) {
    const value = labels[exportedName(name)] ?? labels[name];
    if (value !== undefined && value !== "") return value;
  }
  return "";
}

/** Labels are asked for by a dozen names, and a million times an hour: each text is made once. */
const exportedNames = new Map<string, string>();

function exportedName(name: string): string {
  const known = exportedNames.get(name);
  if (known !== undefined) return known;
  const made = `exported_${name}`;
  exportedNames.set(name, made);
  return made;
}

/** Index of the first time at or after `instant`; the length where there is none. */
export function firstIndexFrom(times: Float64Array, instant: Instant): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value of the sample nearest in time; of two equally near, the later. NaN without samples. */
export function nearestValue({ times, values }: Pick<Series, "times" | "values">, instant: Instant): number {
  const after = firstIndexFrom(times, instant);
  const before = after - 1;
  const wait = (times[after] ?? Number.POSITIVE_INFINITY) - instant;
  const age = instant - (times[before] ?? Number.NEGATIVE_INFINITY);
  return values[wait <= age ? after : before] ?? Number.NaN;
}

/** How far from `instant` the nearest sample is; infinite without samples. */
export function distanceTo({ times }: Series, instant: Instant): number {
  const after = firstIndexFrom(times, instant);
  const wait = (times[after] ?? Number.POSITIVE_INFINITY) - instant;
  return Math.min(wait, instant - (times[after - 1] ?? Number.NEGATIVE_INFINITY));
}

/** The samples that `isKept` accepts, under the same labels. */
export function filterSamples(series: Series, isKept: (time: Instant) => boolean): Series {
  const kept = [...series.times.keys()].filter((index) => isKept(series.times[index] ?? 0));
  return {
    labels: series.labels,
    times: Float64Array.from(kept, (index) => series.times[index] ?? 0),
    values: Float64Array.from(kept, (index) => series.values[index] ?? 0),
  };
}

/** The samples of several copies of one series as one, in order of time. */
export function joinSamples(copies: readonly Series[]): Pick<Series, "times" | "values"> {
  const [only] = copies;
  if (only && copies.length === 1) return only;

  const samples = copies
    .flatMap(({ times, values }) => Array.from(times, (time, index) => ({ time, value: values[index] ?? 0 })))
    .toSorted((a, b) => a.time - b.time);
  return {
    times: Float64Array.from(samples, (sample) => sample.time),
    values: Float64Array.from(samples, (sample) => sample.value),
  };
}

const PREFIX = "label_";

/** The Kubernetes labels that a `kube_…_labels` series tells, without Prometheus' prefix. */
export function kubernetesLabels({ labels }: Series): Record<string, string> {
  const own = Object.entries(labels).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(PREFIX.length), value]));
}
