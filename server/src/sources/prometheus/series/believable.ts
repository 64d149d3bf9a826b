import { joinSamples, type Series } from "./series.ts";

type Samples = Pick<Series, "times" | "values">;

/** What can be believed of a price. */
export interface PriceBounds {
  /** What such a thing usually costs: of two prices that cannot both be true, the nearer one is. */
  readonly usual: number;
  /** A price beyond it is nonsense. */
  readonly most: number;
}

export interface Believable extends Samples {
  /** Times and values of what was left out. */
  readonly refused: Samples;
}

/** No price changes by this factor: two such prices are not prices of the same thing. */
const OUT_OF_PROPORTION = 100;
/** What rises or falls by this factor, and comes back to what it was, was never so. */
const SPIKE = 10;
/** Prices before and after a spike are the same up to this factor. */
const SAME = 1.5;

/**
 * The samples of a price that can be believed. Left out are what is no price, a nought among prices, a price
 * out of all proportion to the others, and a spike that comes back to where it began.
 */
export function believablePrices(copies: readonly Series[], { usual, most }: PriceBounds): Believable {
  const all = joinSamples(copies);
  const possible = [...all.values].map((value) => value >= 0 && value <= most);
  const positive = [...all.values].filter((value, index) => possible[index] === true && value > 0);
  const anchor = nearestTo(usual, positive);
  const inProportion = [...all.values].map(
    (value, index) => possible[index] === true && (anchor === null || isNear(value, anchor)),
  );
  return parted(all, withoutSpikes(all.values, inProportion));
}

/**
 * The samples of a size that can be believed: positive, never lower than before and after, and below `formal`
 * unless all of them are beyond it.
 */
export function believableSizes(copies: readonly Series[], formal: number): Believable {
  const all = joinSamples(copies);
  const most = all.values.some((value) => value > 0 && value < formal) ? formal : Number.MAX_VALUE;
  const possible = [...all.values].map((value) => value > 0 && value < most);
  return parted(all, withoutSpikes(all.values, withoutDips(all.values, possible), SAME));
}

/** The samples of a count: whole or not, but no less than nothing and no more than `most`. */
export function believableCounts(copies: readonly Series[], most: number): Believable {
  const all = joinSamples(copies);
  return parted(
    all,
    [...all.values].map((value) => value >= 0 && value <= most),
  );
}

function nearestTo(usual: number, values: readonly number[]): number | null {
  const distance = (value: number): number => Math.abs(Math.log(value / usual));
  return values.reduce<number | null>(
    (best, value) => (best === null || distance(value) < distance(best) ? value : best),
    null,
  );
}

function isNear(value: number, anchor: number): boolean {
  return value > 0 && value <= anchor * OUT_OF_PROPORTION && value >= anchor / OUT_OF_PROPORTION;
}

/** Leaves out runs that differ by `factor` from what was before and after them, where those two are alike. */
function withoutSpikes(values: Float64Array, kept: readonly boolean[], factor = SPIKE): boolean[] {
  const result = [...kept];
  const indices = [...values.keys()].filter((index) => kept[index] === true);
  let start = 0;
  while (start < indices.length) {
    let end = start + 1;
    while (end < indices.length && isSame(at(values, indices, end), at(values, indices, start))) end++;
    const before = at(values, indices, start - 1);
    const after = at(values, indices, end);
    const isSpike = isSame(before, after) && ratio(at(values, indices, start), before) > factor;
    if (isSpike) for (const index of indices.slice(start, end)) result[index] = false;
    start = end;
  }
  return result;
}

/** Volumes grow and never shrink: what is lower than before it and after it was never so. */
function withoutDips(values: Float64Array, kept: readonly boolean[]): boolean[] {
  const result = [...kept];
  let laterMost = 0;
  const later = [...values].map(() => 0);
  for (let index = values.length - 1; index >= 0; index--) {
    later[index] = laterMost;
    if (kept[index] === true) laterMost = Math.max(laterMost, values[index] ?? 0);
  }
  let highest = 0;
  for (const [index, value] of values.entries()) {
    if (kept[index] !== true) continue;
    if (value < highest && value < (later[index] ?? 0)) result[index] = false;
    else highest = Math.max(highest, value);
  }
  return result;
}

function at(values: Float64Array, indices: readonly number[], place: number): number {
  return values[indices[place] ?? -1] ?? Number.NaN;
}

function isSame(a: number, b: number): boolean {
  return ratio(a, b) <= SAME;
}

function ratio(a: number, b: number): number {
  if (a === b) return 1;
  return Math.max(a / b, b / a);
}

function parted({ times, values }: Samples, kept: readonly boolean[]): Believable {
  const pick = (isWanted: boolean): Samples => {
    const indices = [...times.keys()].filter((index) => (kept[index] === true) === isWanted);
    return {
      times: Float64Array.from(indices, (index) => times[index] ?? 0),
      values: Float64Array.from(indices, (index) => values[index] ?? 0),
    };
  };
  return { ...pick(true), refused: pick(false) };
}
