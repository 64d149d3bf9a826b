/** What a method expects `ahead` days after the last one. */
export type Outlook = (ahead: number) => number;

const WEEK = 7;
const LEVEL_WEIGHTS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];
const TRENDS: readonly TrendWeights[] = LEVEL_WEIGHTS.flatMap((weight) =>
  [0.02, 0.05, 0.1, 0.2].flatMap((trendWeight) =>
    [0.9, 0.95, 0.98].map((damping) => ({ weight, trendWeight, damping })),
  ),
);

/** Days whose straight line tells whether a series grows. */
const GROWTH_DAYS = 56;
/** A slope that is this many of its own errors from nought is growth; days that are alike make errors seem small. */
const SURE = 5;

/** The level alone, or with its growth where that is beyond doubt in both halves of the newest weeks. */
export function levelOrGrowth(values: readonly number[]): Outlook {
  const level = bestLevel(values);
  const newest = values.slice(-GROWTH_DAYS);
  const half = Math.floor(newest.length / 2);
  const whole = straightLine(newest);
  const halves = [newest.slice(0, half), newest.slice(half)].map((part) => straightLine(part).slope);
  const isGrowing =
    newest.length === GROWTH_DAYS &&
    Math.abs(whole.slope) > SURE * whole.slopeError &&
    halves.every((slope) => slope * whole.slope > 0);
  if (!isGrowing) return () => level;
  const { start, slope } = whole;
  const last = start + slope * (newest.length - 1);
  return (ahead) => (level + last) / 2 + slope * ahead;
}

/** Theta: the mean of a straight line through all days and of the level that the newest ones smooth to. */
export function theta(values: readonly number[]): Outlook {
  const { start, slope } = straightLine(values);
  const level = bestLevel(values.map((value, index) => 2 * value - (start + slope * index)));
  return (ahead) => (level + start + slope * (values.length - 1 + ahead)) / 2;
}

/** Level and trend, which fades day by day. */
export function dampedTrend(values: readonly number[]): Outlook {
  const weeks = weeksAfter(values);
  let best = { error: Number.POSITIVE_INFINITY, level: 0, trend: 0, damping: 1 };
  for (const weights of TRENDS) {
    const fit = fitTrend(values, weeks, weights);
    if (fit.error < best.error) best = { ...fit, damping: weights.damping };
  }
  const { level, trend, damping } = best;
  return (ahead) => level + (trend * damping * (1 - damping ** ahead)) / (1 - damping);
}

interface TrendWeights {
  readonly weight: number;
  readonly trendWeight: number;
  readonly damping: number;
}

function fitTrend(
  values: readonly number[],
  weeks: readonly number[],
  { weight, trendWeight, damping }: TrendWeights,
) {
  let level = values[0] ?? 0;
  let trend = 0;
  let error = 0;
  const reach = meanReach(damping);
  for (const [index, value] of values.slice(1).entries()) {
    const week = weeks[index + 1];
    if (week !== undefined) error += (week - level - reach * trend) ** 2;
    const expected = level + damping * trend;
    const next = expected + weight * (value - expected);
    trend = damping * trend + trendWeight * (next - level - damping * trend);
    level = next;
  }
  return { error, level, trend };
}

/** The mean of the week that begins with each day, where all of it is known. */
function weeksAfter(values: readonly number[]): number[] {
  let sum = 0;
  return values.flatMap((value, index) => {
    sum += value - (values[index - WEEK] ?? 0);
    return index >= WEEK - 1 ? [sum / WEEK] : [];
  });
}

/** How much of a fading trend a week ahead has on average. */
function meanReach(damping: number): number {
  let reach = 0;
  let total = 0;
  for (let ahead = 1; ahead <= WEEK; ahead += 1) {
    reach += damping ** ahead;
    total += reach;
  }
  return total / WEEK;
}

/**
 * Where the values are smoothed to, with the weight that would have told the weeks after each day best. What tells the next day best
 * follows noise that lasts some days, and is worse for all that come after.
 */
function bestLevel(values: readonly number[]): number {
  const weeks = weeksAfter(values);
  let best = { error: Number.POSITIVE_INFINITY, level: 0 };
  for (const weight of LEVEL_WEIGHTS) {
    let level = values[0] ?? 0;
    let error = 0;
    for (const [index, value] of values.slice(1).entries()) {
      const week = weeks[index + 1];
      if (week !== undefined) error += (week - level) ** 2;
      level += weight * (value - level);
    }
    if (error < best.error) best = { error, level };
  }
  return best.level;
}

interface Line {
  readonly start: number;
  readonly slope: number;
  /** Standard error of the slope, as if days were independent. */
  readonly slopeError: number;
}

function straightLine(values: readonly number[]): Line {
  const middle = (values.length - 1) / 2;
  let sum = 0;
  let product = 0;
  let square = 0;
  for (const [index, value] of values.entries()) {
    sum += value;
    product += (index - middle) * value;
    square += (index - middle) ** 2;
  }
  const slope = square > 0 ? product / square : 0;
  const start = sum / values.length - slope * middle;
  const misfit = values.reduce((total, value, index) => total + (value - start - slope * index) ** 2, 0);
  return {
    start,
    slope,
    slopeError: Math.sqrt(misfit / Math.max(1, values.length - 2) / Math.max(1, square)),
  };
}
