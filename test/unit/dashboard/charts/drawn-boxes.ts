import * as fc from "fast-check";
import type { Bucket, BucketState, Series } from "../../../../dashboard/src/charts/geometry/chart-parts.ts";

const HOUR_MS = 3_600_000;

/** A rectangle of a path as the geometry writes it. */
export interface DrawnBox {
  readonly left: number;
  readonly right: number;
  readonly area: number;
}

/** Reads `Mx yVyHxVyZ` back. Throws on anything else, such as NaN. */
export function boxesOf(path: string): DrawnBox[] {
  const BOX = /M(-?[\d.]+) (-?[\d.]+)V(-?[\d.]+)H(-?[\d.]+)V(-?[\d.]+)Z/g;
  const rest = path.replaceAll(BOX, "");
  if (rest !== "") throw new Error(`not a path of boxes: ${rest}`);
  return [...path.matchAll(BOX)].map((match) => {
    const [left = 0, y0 = 0, y1 = 0, right = 0] = match.slice(1).map(Number);
    return { left, right, area: Math.abs(y1 - y0) * (right - left) };
  });
}

export const nanoArbitrary = fc.bigInt({ min: 0n, max: 10n ** 15n });
const stateArbitrary = fc.constantFrom<BucketState>("seen", "seen", "seen", "partial", "gap");

/** Buckets of an hour, and series over them. Amounts of a gap are unknown. */
export const stackArbitrary = fc
  .tuple(fc.array(stateArbitrary, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 9 }))
  .chain(([states, count]) =>
    fc
      .array(fc.array(nanoArbitrary, { minLength: states.length, maxLength: states.length }), {
        minLength: count,
        maxLength: count,
      })
      .map((amounts) => ({ buckets: states.map(hourBucket), series: amounts.map(seriesOf(states)) })),
  );

function hourBucket(state: BucketState, index: number): Bucket {
  return { start: index * HOUR_MS, end: (index + 1) * HOUR_MS, state };
}

function seriesOf(states: readonly BucketState[]): (amounts: bigint[], index: number) => Series {
  return (amounts, index) => ({
    key: `s${index}`,
    label: `series ${index}`,
    kind: "named",
    amounts: amounts.map((amount, at) => (states[at] === "gap" ? null : amount)),
  });
}
