/** What was measured at a time. */
export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

const HOUR_MS = 3_600_000;

/** By how much a value grows in an hour: the line of least squares through its samples. NaN for fewer than two moments. */
export function slopePerHour(samples: readonly Sample[]): number {
  const meanOf = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const meanAt = meanOf(({ atMs }) => atMs);
  const meanValue = meanOf(({ value }) => value);
  const covariance = meanOf(({ atMs, value }) => (atMs - meanAt) * (value - meanValue));
  const variance = meanOf(({ atMs }) => (atMs - meanAt) ** 2);
  return (covariance / variance) * HOUR_MS;
}
