import { DAY_MS, type Instant } from "@kubecent/shared";
import { erasAround } from "./eras.ts";
import type { Home } from "./homes.ts";
import type { Life, Stretch } from "./life.ts";
import { mix, unit } from "./noise.ts";
import type { ContainerSpec } from "./workload.ts";

/** How long it takes until all memory is gone, give or take. */
const PERIOD_MS = 4 * DAY_MS;
const IRREGULARITY = 0.5;

/** The GiB that a leaking container takes; null of one that does not leak. It never takes more than its limit. */
export function leakedGib(
  { leaksFromGib, ramLimitGib }: ContainerSpec,
  home: Home,
  instant: Instant,
): number | null {
  if (leaksFromGib === undefined || ramLimitGib === undefined) return null;
  const [life] = livesOf(home, { start: instant, end: instant + 1 });
  const share = life ? (instant - life.start) / (life.end - life.start) : 0;
  return leaksFromGib + (ramLimitGib - leaksFromGib) * share;
}

/** How often a leaking container of a home is killed for want of memory in a stretch of time. */
export function killsDuring(home: Home, stretch: Stretch): number {
  return livesOf(home, stretch).filter(({ end }) => end >= stretch.start && end < stretch.end).length;
}

/** From one kill to the next. */
function livesOf({ key }: Home, range: Stretch): Life[] {
  const boundary = (index: number): Instant =>
    Math.floor((index + unit(mix(key, index)) * IRREGULARITY) * PERIOD_MS);
  return erasAround({ periodMs: PERIOD_MS, boundary }, range);
}
