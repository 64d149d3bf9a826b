import { DDSketch } from "@datadog/sketches-js";
import { readBins, writeBins } from "./sketch-bytes.ts";

/** No quantile is off by more than this share of itself. Kept sketches hold to it: another one needs new columns. */
export const RELATIVE_ERROR = 0.01;

const { mapping } = new DDSketch({ relativeAccuracy: RELATIVE_ERROR });

/** What counts as nothing, and as more than there can be: between them lie 2,000 bins, and no sketch has more. */
export interface UsageBounds {
  readonly smallest: number;
  readonly largest: number;
}

/** In cores: a millionth of one is less than what cAdvisor can tell from nothing. */
export const CPU_BOUNDS: UsageBounds = { smallest: 1e-6, largest: 1e9 };
/** In bytes. */
export const RAM_BOUNDS: UsageBounds = { smallest: 1, largest: 1e17 };

/** Values to be made a sketch of; the first `length` of them count. One buffer serves all containers of an hour. */
export interface SketchedValues {
  readonly values: Float64Array;
  readonly length: number;
}

/**
 * A DDSketch of the values, as bytes; the same values give the same bytes, in whatever order they come. Only the
 * library's mapping is used here: an object of its own for each container and hour would cost six times as much.
 */
export function sketchOf({ values, length }: SketchedValues, { smallest, largest }: UsageBounds): Uint8Array {
  const keys = new Int32Array(length);
  let used = 0;
  for (let index = 0; index < length; index++) {
    const value = values[index] ?? 0;
    if (value >= smallest) keys[used++] = mapping.key(Math.min(value, largest));
  }
  const sorted = keys.subarray(0, used).sort();
  const counts = new Uint32Array(used);
  let bins = 0;
  for (let index = 0; index < used; index++) {
    const key = sorted[index] ?? 0;
    if (bins === 0 || sorted[bins - 1] !== key) sorted[bins++] = key;
    counts[bins - 1] = (counts[bins - 1] ?? 0) + 1;
  }
  return writeBins({ zeros: length - used, keys: sorted, counts, length: bins });
}

/** Makes one sketch of several, whose bytes are joined: it is the one that all of their values would have made. */
export function mergedSketch(joined: Uint8Array): Uint8Array {
  const { zeroCount, store } = sketchFrom(joined);
  const keys = new Int32Array(store.bins.length);
  const counts = new Uint32Array(store.bins.length);
  let length = 0;
  for (const [index, count] of store.bins.entries()) {
    if (count === 0) continue;
    keys[length] = index + store.offset;
    counts[length++] = count;
  }
  return writeBins({ zeros: zeroCount, keys, counts, length });
}

/** The quantiles (0 to 1) of all values of the joined sketches, each within RELATIVE_ERROR; NaN of no values. */
export function quantilesOf(joined: Uint8Array, quantiles: readonly number[]): number[] {
  const sketch = sketchFrom(joined);
  return quantiles.map((quantile) => sketch.getValueAtQuantile(quantile));
}

/**
 * Bins are added one by one, for the library's own `merge` loses those of a sketch whose greatest key is 0, which is
 * a container at just one core: it takes the 0 for "no second key".
 */
function sketchFrom(joined: Uint8Array): DDSketch {
  const sketch = new DDSketch({ relativeAccuracy: RELATIVE_ERROR });
  readBins(joined, {
    zeros: (count) => {
      sketch.zeroCount += count;
      sketch.count += count;
    },
    bin: (key, count) => {
      sketch.store.add(key, count);
      sketch.count += count;
    },
  });
  return sketch;
}
