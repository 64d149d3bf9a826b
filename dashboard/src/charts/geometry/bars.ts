import { type SeriesKind, sumNano, unitsOf } from "./chart-parts.ts";

/** A part of a bar. */
export interface BarPart {
  readonly key: string;
  readonly label: string;
  readonly kind: SeriesKind;
  readonly nano: bigint;
}

/** A part as shares of the widest bar of its chart: 0 to 1. */
export interface DrawnPart {
  readonly part: BarPart;
  readonly from: number;
  readonly width: number;
}

/** Bars side by side in one scale: the longest is as wide as the room. Parts of nothing, or less, are not drawn. */
export function barsOf(bars: readonly (readonly BarPart[])[]): DrawnPart[][] {
  const longest = Math.max(0, ...bars.map((parts) => unitsOf(lengthOf(parts))));
  return bars.map((parts) => {
    let reached = 0n;
    return parts
      .filter(({ nano }) => nano > 0n)
      .map((part) => {
        const from = unitsOf(reached) / longest;
        reached += part.nano;
        return { part, from, width: unitsOf(reached) / longest - from };
      });
  });
}

function lengthOf(parts: readonly BarPart[]): bigint {
  return sumNano(parts.map(({ nano }) => (nano > 0n ? nano : 0n)));
}
