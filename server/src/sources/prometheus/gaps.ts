import type { Instant } from "@kubecent/shared";
import type { Gap, GapReason, PerMinute } from "../../domain/observation.ts";
import { minuteShares } from "./time/minute-grid.ts";
import { clip, type Stretches, subtract, windowOfHour } from "./time/stretches.ts";

/** Half of the shortest usual interval: a hole between two samples is never shorter, only the end of a recording. */
const SHORTEST_GAP_MS = 7_500;

/** Which minutes of an hour a source saw, and what it missed. */
export interface SeenHour {
  readonly seenMinutes: PerMinute;
  readonly gaps: Gap[];
}

/** Tells which part of the hour was seen, and lists the rest as gaps. */
export function describeVisibility(seen: Stretches, hour: Instant, reason: GapReason): SeenHour {
  const window = windowOfHour(hour);
  const holes = subtract([window], clip(seen, window)).filter(
    ({ start, end }) => end - start >= SHORTEST_GAP_MS,
  );
  return {
    seenMinutes: minuteShares(subtract([window], holes), hour),
    gaps: holes.map(({ start, end }) => ({ start: Math.round(start), end: Math.round(end), reason })),
  };
}
