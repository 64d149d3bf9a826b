/** MAD of a normal distribution, times this, is its standard deviation. */
const DEVIATIONS_PER_MAD = 1.4826;

/** The value in the middle; the mean of the two in the middle of an even number. NaN of nothing. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** A quantile, with straight lines between the values. NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.length <= FEW ? insertionSorted(values) : Float64Array.from(values).toSorted();
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** Most medians are of a week or two: those are sorted fastest in the plainest way. */
const FEW = 40;

function insertionSorted(values: readonly number[]): Float64Array {
  const sorted = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    let place = index;
    for (; place > 0 && (sorted[place - 1] ?? 0) > value; place -= 1) sorted[place] = sorted[place - 1] ?? 0;
    sorted[place] = value;
  }
  return sorted;
}

/** How far values lie around their median, as a standard deviation that a few outliers do not move. Nought of nothing. */
export function spread(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const middle = median(values);
  return DEVIATIONS_PER_MAD * median(values.map((value) => Math.abs(value - middle)));
}

/** The mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
