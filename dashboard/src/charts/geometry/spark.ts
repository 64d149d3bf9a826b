import { coordinate, unitsOf } from "./chart-parts.ts";

interface Room {
  readonly width: number;
  readonly height: number;
}

const HALF_STROKE_PX = 1;

/** A small line over time, on zero. It is broken where an amount is unknown; a lone amount is a dash. */
export function sparkPath(amounts: readonly (bigint | null)[], { width, height }: Room): string {
  const known = amounts.filter((amount) => amount !== null).map(unitsOf);
  const least = Math.min(0, ...known);
  const most = Math.max(0, ...known);
  const step = width / Math.max(1, amounts.length);
  const room = height - 2 * HALF_STROKE_PX;
  const yOf = (nano: bigint): string =>
    coordinate(
      most === least
        ? height - HALF_STROKE_PX
        : HALF_STROKE_PX + ((most - unitsOf(nano)) / (most - least)) * room,
    );
  return runsOf(amounts)
    .map((run) =>
      runPath(
        run.map(({ nano, index }) => [coordinate((index + 0.5) * step), yOf(nano)]),
        step,
      ),
    )
    .join("");
}

/** Stretches of known amounts. */
function runsOf(amounts: readonly (bigint | null)[]): { nano: bigint; index: number }[][] {
  const runs: { nano: bigint; index: number }[][] = [];
  amounts.forEach((nano, index) => {
    if (nano === null) return;
    if (index > 0 && amounts[index - 1] !== null) runs.at(-1)?.push({ nano, index });
    else runs.push([{ nano, index }]);
  });
  return runs;
}

function runPath(points: readonly (readonly string[])[], step: number): string {
  const [first] = points;
  if (points.length === 1 && first) return `M${first.join(" ")}h${coordinate(Math.min(1, step / 2))}`;
  return `M${points.map((point) => point.join(" ")).join("L")}`;
}
