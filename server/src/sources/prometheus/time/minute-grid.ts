import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { MINUTES_PER_HOUR, type PerMinute } from "../../../domain/observation.ts";
import type { Stretches } from "./stretches.ts";

/** The share of each minute of the hour that lies in the stretches. */
export function minuteShares(stretches: Stretches, hour: Instant): PerMinute {
  const shares = new Float64Array(MINUTES_PER_HOUR);
  for (const { start, end } of stretches) {
    eachMinute(start - hour, end - hour, (minute, ms) => {
      shares[minute] = Math.min(1, (shares[minute] ?? 0) + ms / MINUTE_MS);
    });
  }
  return shares;
}

/** Averages by the minute of values that hold for stretches of time. */
export class MinuteAverages {
  readonly #hour: Instant;
  readonly #sums = new Float64Array(MINUTES_PER_HOUR);
  readonly #weights = new Float64Array(MINUTES_PER_HOUR);

  constructor(hour: Instant) {
    this.#hour = hour;
  }

  /** Notes that `value` held from start to end. */
  add(start: Instant, end: Instant, value: number): void {
    eachMinute(start - this.#hour, end - this.#hour, (minute, ms) => {
      this.#sums[minute] = (this.#sums[minute] ?? 0) + value * ms;
      this.#weights[minute] = (this.#weights[minute] ?? 0) + ms;
    });
  }

  /** Takes the greater average in each minute: of a whole and its parts the whole. */
  widen(part: MinuteAverages): void {
    for (let minute = 0; minute < MINUTES_PER_HOUR; minute++) {
      const [sum, weight] = [part.#sums[minute] ?? 0, part.#weights[minute] ?? 0];
      const own = (this.#sums[minute] ?? 0) / (this.#weights[minute] ?? 0);
      if (weight === 0 || sum / weight <= own) continue;
      this.#sums[minute] = sum;
      this.#weights[minute] = weight;
    }
  }

  /** Adds what was beside it, before it or after it: within a minute one may follow the other. */
  join(other: MinuteAverages): void {
    for (let minute = 0; minute < MINUTES_PER_HOUR; minute++) {
      this.#sums[minute] = (this.#sums[minute] ?? 0) + (other.#sums[minute] ?? 0);
      const weight = (this.#weights[minute] ?? 0) + (other.#weights[minute] ?? 0);
      this.#weights[minute] = Math.min(MINUTE_MS, weight);
    }
  }

  /** Adds what was measured over the same time. */
  stack(other: MinuteAverages): void {
    for (let minute = 0; minute < MINUTES_PER_HOUR; minute++) {
      this.#sums[minute] = (this.#sums[minute] ?? 0) + (other.#sums[minute] ?? 0);
      this.#weights[minute] = Math.max(this.#weights[minute] ?? 0, other.#weights[minute] ?? 0);
    }
  }

  /** Each minute's average over the part of it for which a value is known; NaN where none is. */
  averages(): PerMinute {
    return this.#sums.map((sum, minute) => sum / (this.#weights[minute] ?? 0));
  }
}

/** In each minute the value of the first that knows one; NaN where none does. */
export function knownFirst(ranked: readonly PerMinute[]): PerMinute {
  const [first, ...others] = ranked;
  if (first === undefined) return new Float64Array(MINUTES_PER_HOUR).fill(Number.NaN);
  for (const other of others) {
    for (const [minute, value] of first.entries()) {
      if (Number.isNaN(value)) first[minute] = other[minute] ?? Number.NaN;
    }
  }
  return first;
}

/** The middle of each minute of the hour. */
export function minuteMiddles(hour: Instant): Instant[] {
  return Array.from({ length: MINUTES_PER_HOUR }, (_, minute) => hour + (minute + 0.5) * MINUTE_MS);
}

/** Visits each minute that the stretch touches, offsets from the hour's start, with the milliseconds in it. */
function eachMinute(from: number, to: number, visit: (minute: number, ms: number) => void): void {
  const start = Math.max(0, from);
  const end = Math.min(HOUR_MS, to);
  for (let minute = Math.floor(start / MINUTE_MS); minute * MINUTE_MS < end; minute++) {
    visit(minute, Math.min(end, (minute + 1) * MINUTE_MS) - Math.max(start, minute * MINUTE_MS));
  }
}

/**
 * Carries the usage known nearest to the ends of each run, over at most `mostMinutes`: the last look at a
 * container comes up to one interval before its end. Minutes unknown amid a run stay so.
 */
export function fillEnds(usage: PerMinute, ranMinutes: PerMinute, mostMinutes: number): PerMinute {
  const filled = usage.slice();
  const ran = (minute: number): boolean => (ranMinutes[minute] ?? 0) > 0;
  const isUnknown = (minute: number): boolean => ran(minute) && Number.isNaN(usage[minute]);
  const fill = (end: number, step: 1 | -1): void => {
    let known = end;
    while (isUnknown(known)) known += step;
    if (!ran(known) || Math.abs(known - end) > mostMinutes) return;
    for (let minute = end; minute !== known; minute += step) filled[minute] = usage[known] ?? Number.NaN;
  };
  for (const minute of usage.keys()) {
    if (isUnknown(minute) && !ran(minute - 1)) fill(minute, 1);
    if (isUnknown(minute) && !ran(minute + 1)) fill(minute, -1);
  }
  return filled;
}
