import { HOUR_MS, type Instant } from "@kubecent/shared";

/** A stretch of time, from start to end. */
export interface TimeWindow {
  readonly start: Instant;
  readonly end: Instant;
}

/**
 * How far past both ends of the hour samples are read. A sample stands for the time before it, so the hour's
 * last minutes need the next sample: at the longest usual interval of 300 s that is 450 s at most.
 */
const MARGIN_MS = 450_000;

/** The longest hole over which what was seen on both sides is taken to have been there. */
export const LONGEST_BRIDGE_MS = 3 * HOUR_MS;

/** The hour itself. */
export function windowOfHour(hour: Instant): TimeWindow {
  return { start: hour, end: hour + HOUR_MS };
}

/** The hour with as much around it as its own samples need. */
export function hourWindow(hour: Instant): TimeWindow {
  return { start: hour - MARGIN_MS, end: hour + HOUR_MS + MARGIN_MS };
}

/** The hour with as much around it as a bridge over a hole may need. */
export function wideWindow(hour: Instant): TimeWindow {
  const margin = LONGEST_BRIDGE_MS + MARGIN_MS;
  return { start: hour - margin, end: hour + HOUR_MS + margin };
}

/** Stretches: intervals of time in order, none touching the next. */
export type Stretches = readonly TimeWindow[];

/** A sample further from the one before it than this number of intervals follows a hole: more than one was missed. */
const LONGEST_STEP = 2.5;
/** At long intervals less: a step that is longer than the margin of an hour's window would be judged by one hour alone. */
const LONGEST_SLOW_STEP = 1.5;
const LONGEST_MISSED_MS = 450_000;

/** How often samples come: always at one interval, or by what `at` tells. */
export type SampleInterval = number | { at(time: Instant): number };

/**
 * Calls `visit` for each sample with the stretch that it stands for: back to the sample before it, or one
 * interval where that is too long ago. One missed sample is no hole.
 */
export function eachSample(
  times: Float64Array,
  interval: SampleInterval,
  visit: (start: Instant, end: Instant, index: number) => void,
): void {
  let previous = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < times.length; index++) {
    const time = times[index] ?? 0;
    const intervalMs = intervalAt(interval, time);
    visit(time - previous <= longestStep(intervalMs) ? previous : time - intervalMs, time, index);
    previous = time;
  }
}

/** The interval at a time, in milliseconds. */
export function intervalAt(interval: SampleInterval, time: Instant): number {
  return typeof interval === "number" ? interval : interval.at(time);
}

function longestStep(intervalMs: number): number {
  return Math.max(LONGEST_SLOW_STEP * intervalMs, Math.min(LONGEST_STEP * intervalMs, LONGEST_MISSED_MS));
}

/** The time that samples stand for, but for those that `counts` refuses. */
export function sampleStretches(
  times: Float64Array,
  interval: SampleInterval,
  counts: (index: number) => boolean = () => true,
): Stretches {
  const stretches: { start: Instant; end: Instant }[] = [];
  eachSample(times, interval, (start, end, index) => {
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

/** A hole that was watched for longer than this counts as seen to be empty; less is rounding. */
const ROUNDING_MS = 1_000;

/**
 * The holes of three hours or less in which a thing went unseen because nobody was looking. While somebody
 * looked and did not see it, it was gone.
 */
export function bridgedHoles(presence: Stretches, watched: Stretches): Stretches {
  return presence.slice(1).flatMap(({ start: end }, index) => {
    const hole = { start: presence[index]?.end ?? end, end };
    const isShort = hole.end - hole.start <= LONGEST_BRIDGE_MS;
    return isShort && durationMs(clip(watched, hole)) <= ROUNDING_MS ? [hole] : [];
  });
}
