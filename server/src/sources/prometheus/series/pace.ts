import type { Instant } from "@kubecent/shared";

/** Steps that differ by no more than this factor are of one interval. */
const ALIKE = 1.5;
/** The longest step that can be a changed interval; a longer one is a hole, however often it comes. */
const LONGEST_CHANGED_MS = 450_000;

/** A stretch in which the samples of one series came at one interval. */
export interface PaceRun {
  readonly from: Instant;
  readonly to: Instant;
  readonly stepMs: number;
}

/** How often a target is scraped: mostly one interval for the whole hour, but it may change within. */
export class Pace {
  readonly usualMs: number;
  readonly longestMs: number;
  /** The end of each part, and the interval in it; empty where the interval never changed. */
  readonly #ends: readonly Instant[];
  readonly #intervals: readonly number[];

  constructor(usualMs: number, runs: readonly PaceRun[] = []) {
    this.usualMs = usualMs;
    const parts = runs.some(({ stepMs }) => !isAlike(stepMs, usualMs)) ? partsOf(runs, usualMs) : [];
    this.#ends = parts.map(({ to }) => to);
    this.#intervals = parts.map(({ stepMs }) => stepMs);
    this.longestMs = Math.max(usualMs, ...this.#intervals);
  }

  /** The interval of the samples around a time, in milliseconds. */
  at(time: Instant): number {
    if (this.#ends.length === 0) return this.usualMs;

    let part = 0;
    while (part < this.#ends.length - 1 && (this.#ends[part] ?? 0) < time) part++;
    return this.#intervals[part] ?? this.usualMs;
  }
}

/**
 * Finds the stretches in which samples came at one interval: a step belongs to one if the step beside it is
 * alike. A hole stands alone, so it is in none of them.
 */
export function paceRuns(times: Float64Array): PaceRun[] {
  const runs: PaceRun[] = [];
  let from = 0;
  for (let index = 1; index < times.length; index++) {
    const step = stepTo(times, index);
    const goesOn = isAlike(stepTo(times, index + 1), step) && step <= LONGEST_CHANGED_MS;
    if (goesOn) continue;
    const start = times[from] ?? 0;
    const isRun = index - from > 1;
    const end = times[index] ?? 0;
    if (isRun) runs.push({ from: start, to: end, stepMs: (end - start) / (index - from) });
    from = index;
  }
  return runs;
}

/** Whether all steps are of one interval. */
export function isSteady(times: Float64Array, stepMs: number): boolean {
  for (let index = 1; index < times.length; index++) {
    if (!isAlike(stepTo(times, index), stepMs)) return false;
  }
  return true;
}

function stepTo(times: Float64Array, index: number): number {
  return (times[index] ?? Number.NaN) - (times[index - 1] ?? Number.NaN);
}

function isAlike(a: number, b: number): boolean {
  return a <= ALIKE * b && b <= ALIKE * a;
}

interface PacePart {
  to: Instant;
  readonly stepMs: number;
}

/** The runs of several series as one row of parts without holes: in each the interval of most of its runs. */
function partsOf(runs: readonly PaceRun[], usualMs: number): PacePart[] {
  const edges = [...new Set(runs.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
  const parts: PacePart[] = [];
  let holeTo: Instant | null = null;
  for (const [index, to] of edges.entries()) {
    const from = edges[index - 1] ?? to;
    const steps = runs.filter((run) => run.from <= from && run.to >= to).map(({ stepMs }) => stepMs);
    const told = steps.toSorted((a, b) => a - b)[steps.length >>> 1];
    if (told === undefined || index === 0) holeTo = to;
    else {
      const stepMs = isAlike(told, usualMs) ? usualMs : told;
      if (holeTo !== null) join(parts, holeTo, Math.max(stepMs, slowerBefore(parts, holeTo)));
      join(parts, to, stepMs);
      holeTo = null;
    }
  }
  return parts;
}

/** A change moves the moment of the scrapes too: the step over it may be as long as the old interval. */
function slowerBefore(parts: readonly PacePart[], time: Instant): number {
  const last = parts.at(-1);
  return last && isAlike(Math.max(time - last.to, last.stepMs), last.stepMs) ? last.stepMs : 0;
}

function join(parts: PacePart[], to: Instant, stepMs: number): void {
  const last = parts.at(-1);
  if (last && isAlike(last.stepMs, stepMs)) last.to = to;
  else parts.push({ to, stepMs });
}
