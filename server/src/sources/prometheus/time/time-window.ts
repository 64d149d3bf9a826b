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
