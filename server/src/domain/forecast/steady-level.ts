import { knownBetween } from "../series/daily-series.ts";
import { mean, median, spread } from "../series/robust.ts";

/** A level that changed by less is noise or growth. */
const LEAST_SHIFT = 0.22;
/** Days on each side of a shift that are compared; the newer side may be as short as three. */
const SIDE_DAYS = 7;
const LEAST_DAYS = 3;
/** A fall to less than this is believed after two days: what is switched off stays off more often than what rises stays up. */
const DEEP_FALL = 0.6;
const LEAST_DAYS_OF_FALL = 2;
/** A fall to next to nothing is believed at once, where the days before were not like that. */
const NOTHING = 0.02;
/** A side may not wander by more than this share of the shift. */
const MOST_WANDER = 0.34;

interface Sides {
  readonly before: number;
  readonly after: number;
}

/**
 * Brings everything before a change of level to the newest level, so that what was learned of weeks and of noise before still
 * counts. What began after nothing keeps no history.
 */
export function atNewestLevel(flat: readonly (number | null)[]): (number | null)[] {
  let values = [...flat];
  for (let split = values.length - 1; split >= LEAST_DAYS; split -= 1) {
    if (!shiftAt(values, split)) continue;
    const { at, before, after } = sharpest(values, split);
    const ratio = before > 0 ? after / before : 0;
    const earlier = values
      .slice(0, at)
      .map((value) => (value === null || before === 0 ? null : value * ratio));
    values = [...earlier, ...values.slice(at)];
    split = at;
  }
  return values;
}

/** The place of a shift: of those nearby, the one whose sides differ most. */
function sharpest(values: readonly (number | null)[], latest: number): Sides & { readonly at: number } {
  let best = { at: latest, before: 0, after: 0, misfit: Number.POSITIVE_INFINITY };
  for (let at = latest; at > latest - SIDE_DAYS && at >= LEAST_DAYS; at -= 1) {
    const sides = shiftAt(values, at);
    if (!sides) continue;
    const misfit = misfitOf(values, at, sides);
    if (misfit < best.misfit) best = { at, ...sides, misfit };
  }
  return best;
}

function misfitOf(values: readonly (number | null)[], at: number, { before, after }: Sides): number {
  const older = knownBetween(values, at - SIDE_DAYS, at);
  return distance(older, before) + distance(knownBetween(values, at, at + SIDE_DAYS), after);
}

function distance(side: readonly number[], level: number): number {
  return side.reduce((sum, value) => sum + Math.abs(value - level), 0);
}

/** The levels on both sides of a split, where they differ by more than either side wanders. */
function shiftAt(values: readonly (number | null)[], at: number): Sides | null {
  const older = knownBetween(values, at - SIDE_DAYS, at);
  const newer = knownBetween(values, at, at + SIDE_DAYS);
  const before = median(older);
  const after = median(newer);
  if (older.length < LEAST_DAYS || newer.length < leastAfter({ before, after })) return null;
  const jump = Math.abs(after - before);
  const isLarge =
    jump > LEAST_SHIFT * Math.min(before, after) && jump > 0.1 * LEAST_SHIFT * Math.max(before, after);
  const isSteady = wander(older) < MOST_WANDER * jump && wander(newer) < MOST_WANDER * jump;
  return isLarge && isSteady ? { before, after } : null;
}

function leastAfter({ before, after }: Sides): number {
  if (after < NOTHING * before) return 1;
  return after < DEEP_FALL * before ? LEAST_DAYS_OF_FALL : LEAST_DAYS;
}

/** How far a side moves: up and down, and from its first half to its second. */
function wander(side: readonly number[]): number {
  const half = Math.ceil(side.length / 2);
  const drift = Math.abs(mean(side.slice(-half)) - mean(side.slice(0, half)));
  return Math.max(spread(side), drift / 1.5);
}
