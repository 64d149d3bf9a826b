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

/** Where the smallest key of either bounds lies, and how many keys there are up to the largest. */
const FIRST_KEY = mapping.key(CPU_BOUNDS.smallest);
const KEYS = mapping.key(RAM_BOUNDS.largest) - FIRST_KEY + 1;
const tally = new Uint16Array(KEYS);

/**
 * A DDSketch of the values, as bytes; the same values give the same bytes, in whatever order they come. Only the
 * library's mapping is used here: an object of its own for each container and hour would cost several times as much.
 */
export function sketchOf({ values, length }: SketchedValues, { smallest, largest }: UsageBounds): Uint8Array {
  let zeros = 0;
  let first = KEYS;
  let last = -1;
  for (let index = 0; index < length; index++) {
    const value = values[index] ?? 0;
    if (value < smallest) {
      zeros++;
      continue;
    }
    const place = mapping.key(Math.min(value, largest)) - FIRST_KEY;
    tally[place] = (tally[place] ?? 0) + 1;
    if (place < first) first = place;
    if (place > last) last = place;
  }
  const counts = tally.subarray(first, last + 1);
  const bytes = writeBins({ zeros, firstKey: FIRST_KEY + first, counts });
  counts.fill(0);
  return bytes;
}

/** Makes one sketch of several, whose bytes are joined: it is the one that all of their values would have made. */
export function mergedSketch(joined: Uint8Array): Uint8Array {
  const { zeroCount, store } = sketchFrom(joined);
  return writeBins({ zeros: zeroCount, firstKey: store.offset, counts: store.bins });
}

/** What several sketches say together. */
export interface ReadSketch {
  /** How many values there were. */
  readonly count: number;
  /** A quantile (0 to 1) of all values, within RELATIVE_ERROR; NaN of no values. */
  quantile(share: number): number;
}

/** Values, each within RELATIVE_ERROR, and in how many minutes they were seen. Throws RangeError where the bytes are no sketches. */
export function sketchedValues(joined: Uint8Array): { readonly value: number; readonly count: number }[] {
  const values: { value: number; count: number }[] = [];
  readBins(joined, {
    zeros: (count) => values.push({ value: 0, count }),
    bin: (key, count) => values.push({ value: mapping.value(key), count }),
  });
  return values;
}

/** Reads sketches whose bytes are joined, as one. Throws RangeError where they are none. */
export function readSketch(joined: Uint8Array): ReadSketch {
  const sketch = sketchFrom(joined);
  return { count: sketch.count, quantile: (share) => sketch.getValueAtQuantile(share) };
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
