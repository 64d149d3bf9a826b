import type { Instant } from "@kubecent/shared";
import type { TimeWindow } from "./time-window.ts";

/** Stretches of time in order, none touching the next. */
export type Stretches = readonly TimeWindow[];

/** A sample further from the one before it than so many intervals follows a hole. */
const LONGEST_STEP = 1.5;

/**
 * Calls `visit` for each sample with the stretch that it stands for: back to the sample before it, or one
 * interval where that is too long ago.
 */
export function eachSample(
  times: Float64Array,
  intervalMs: number,
  visit: (start: Instant, end: Instant, index: number) => void,
): void {
  let previous = Number.NEGATIVE_INFINITY;
  for (const [index, time] of times.entries()) {
    visit(time - previous <= LONGEST_STEP * intervalMs ? previous : time - intervalMs, time, index);
    previous = time;
  }
}

/** The time that samples stand for, but for those that `counts` refuses. */
export function sampleStretches(
  times: Float64Array,
  intervalMs: number,
  counts: (index: number) => boolean = () => true,
): Stretches {
  const stretches: { start: Instant; end: Instant }[] = [];
  eachSample(times, intervalMs, (start, end, index) => {
    if (counts(index)) append(stretches, start, end);
  });
  return stretches;
}

/** The time that lies in any of the given stretches. */
export function unite(...lists: readonly Stretches[]): Stretches {
  const [only = []] = lists;
  if (lists.length < 2) return only;

  const united: { start: Instant; end: Instant }[] = [];
  for (const { start, end } of lists.flat().toSorted((a, b) => a.start - b.start)) append(united, start, end);
  return united;
}

/** The time that lies in `stretches` but in none of `taken`. */
export function subtract(stretches: Stretches, taken: Stretches): Stretches {
  const left: { start: Instant; end: Instant }[] = [];
  let next = 0;
  for (const { start, end } of stretches) {
    let from = start;
    while ((taken[next]?.end ?? Number.POSITIVE_INFINITY) <= from) next++;
    for (let index = next; (taken[index]?.start ?? end) < end; index++) {
      const hole = taken[index];
      if (hole === undefined) break;
      if (hole.start > from) left.push({ start: from, end: hole.start });
      from = Math.max(from, hole.end);
    }
    if (from < end) left.push({ start: from, end });
  }
  return left;
}

/** The time that lies in both. */
export function intersect(a: Stretches, b: Stretches): Stretches {
  return a.flatMap((window) => clip(b, window));
}

/** The part of the stretches that lies within a window. */
export function clip(stretches: Stretches, { start, end }: TimeWindow): Stretches {
  return stretches
    .filter((stretch) => stretch.end > start && stretch.start < end)
    .map((stretch) => ({ start: Math.max(start, stretch.start), end: Math.min(end, stretch.end) }));
}

/** How long the stretches are together, in milliseconds. */
export function durationMs(stretches: Stretches): number {
  return stretches.reduce((sum, { start, end }) => sum + end - start, 0);
}

function append(stretches: { start: Instant; end: Instant }[], start: Instant, end: Instant): void {
  const last = stretches.at(-1);
  if (last && start <= last.end) last.end = Math.max(last.end, end);
  else if (start < end) stretches.push({ start, end });
}
