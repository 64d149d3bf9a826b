import { sumNano, unitsOf } from "./chart-parts.ts";

/** A step of a waterfall: a total stands on zero, a change begins where the step before it ended. */
export interface WaterfallStep {
  readonly key: string;
  readonly label: string;
  readonly kind: "total" | "change";
  readonly nano: bigint;
}

/** A step in pixels from the left. */
export interface WaterfallBar {
  readonly step: WaterfallStep;
  readonly x: number;
  readonly width: number;
  /** Where the bar ends, to which the next one is joined. */
  readonly endX: number;
  readonly direction: "up" | "down" | "none";
}

export interface Waterfall {
  readonly bars: readonly WaterfallBar[];
  /** Where zero is; at the left edge where the axis is cut. */
  readonly zeroX: number;
  /** In units, where an axis begins that is cut so that small changes of large totals are seen; null where it begins at zero. */
  readonly cutAt: number | null;
  /** What the changes leave unexplained between the first and the last total: zero, or the figures do not fit together. */
  readonly missingNano: bigint;
}

/** Bars from a first total over its changes to a last one. */
export function waterfallOf(steps: readonly WaterfallStep[], width: number): Waterfall {
  const ends = runningEnds(steps);
  const all = ends.flatMap(({ from, to }) => [unitsOf(from), unitsOf(to)]);
  const most = Math.max(0, ...all);
  const cutAt = cutOf(ends.map(({ to }) => unitsOf(to)));
  const least = cutAt ?? Math.min(0, ...all);
  // The widest bar fills the room: an axis with round ends would leave some of it empty.
  const at =
    most === least ? () => 0 : (units: number) => ((Math.max(units, least) - least) / (most - least)) * width;
  const bars = steps.map((step, index) => {
    const { from, to } = ends[index] ?? { from: 0n, to: 0n };
    const [fromX, toX] = [at(unitsOf(from)), at(unitsOf(to))];
    return {
      step,
      x: Math.min(fromX, toX),
      width: Math.abs(toX - fromX),
      endX: toX,
      direction: directionOf(step),
    };
  });
  return { bars, zeroX: at(0), cutAt, missingNano: missingOf(steps) };
}

/** Changes that would take less than this share of the room are drawn on an axis that is cut. */
const LEAST_SHARE = 0.25;
/** How much of the room the changes take then. */
const SHARE_WHEN_CUT = 0.6;

function cutOf(ends: readonly number[]): number | null {
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const span = most - least;
  if (!(least > 0) || span === 0 || span / most >= LEAST_SHARE) return null;
  return most - span / SHARE_WHEN_CUT;
}

function runningEnds(steps: readonly WaterfallStep[]): { from: bigint; to: bigint }[] {
  let reached = 0n;
  return steps.map(({ kind, nano }) => {
    const from = kind === "total" ? 0n : reached;
    reached = from + nano;
    return { from, to: reached };
  });
}

function directionOf({ kind, nano }: WaterfallStep): WaterfallBar["direction"] {
  if (kind === "total" || nano === 0n) return "none";
  return nano > 0n ? "up" : "down";
}

function missingOf(steps: readonly WaterfallStep[]): bigint {
  const [before, after] = steps.filter(({ kind }) => kind === "total").map(({ nano }) => nano);
  if (before === undefined || after === undefined) return 0n;
  return after - before - sumNano(steps.map(({ kind, nano }) => (kind === "change" ? nano : 0n)));
}
