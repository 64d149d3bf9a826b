import type { Instant } from "@kubecent/shared";
import { intersect, intervalAt, type SampleInterval, type Stretches, unite } from "../time/stretches.ts";
import type { TimeWindow } from "../time/time-window.ts";

/** Start times are told in whole seconds. */
const SECOND_MS = 1_000;

export interface RunTimes {
  /** Known starts of the container, in order. */
  readonly starts: readonly Instant[];
  /** At most so long after a container's start it was first looked at, and so long before its end last. */
  readonly interval: SampleInterval;
  /** When somebody looked: what was not seen then is not made up. */
  readonly covered: Stretches;
}

/**
 * Moves runs to where they truly began. A run that was sampled n times is taken for n intervals, from one
 * interval before its first sample to its last: as long as it truly was, on average, but early. Where its
 * start is known it begins there, and ends as much later: a job that crosses an hour or a day then has its
 * minutes on the right side. Every hour comes to the same end, because it follows from the start alone.
 */
export function sharpenRuns(runs: Stretches, times: RunTimes): Stretches {
  if (times.starts.length === 0) return runs;

  const [first] = runs;
  return unite(...runs.map((run) => sharpen(run, times, run === first)));
}

function sharpen(run: TimeWindow, { starts, interval, covered }: RunTimes, isFirst: boolean): Stretches {
  const firstMs = intervalAt(interval, run.start + SECOND_MS);
  const began = starts.find(
    (start) => start > run.start - SECOND_MS && start <= run.start + firstMs && start < run.end,
  );
  const last = starts.findLast((start) => start < run.end);
  // A run that was under way when the hour's window opened began before it; others with an unknown start stay.
  const isKnown = began !== undefined || (isFirst && last !== undefined && last < run.start);
  if (!isKnown || last === undefined) return [run];

  const end = run.end + modulo(last - run.end, intervalAt(interval, run.end));
  const start = Math.max(run.start, began ?? run.start);
  return unite([{ start, end: run.end }], intersect([{ start: run.end, end }], covered));
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
