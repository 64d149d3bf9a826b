/** What a method expects `ahead` days after the last one. */
export type Outlook = (ahead: number) => number;

const LEVEL_WEIGHTS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];
const TREND_WEIGHTS = [0.02, 0.05, 0.1, 0.2];
const DAMPINGS = [0.9, 0.95, 0.98];

/** The level alone. */
export function simpleSmoothing(values: readonly number[]): Outlook {
  const level = bestLevel(values);
  return () => level;
}

/** Theta: the mean of a straight line through all days and of the level that the newest ones smooth to. */
export function theta(values: readonly number[]): Outlook {
  const { start, slope } = straightLine(values);
  const level = bestLevel(values.map((value, index) => 2 * value - (start + slope * index)));
  return (ahead) => (level + start + slope * (values.length - 1 + ahead)) / 2;
}

/** Level and trend, which fades day by day. */
export function dampedTrend(values: readonly number[]): Outlook {
  let best = { error: Number.POSITIVE_INFINITY, level: 0, trend: 0, damping: 1 };
  for (const weight of LEVEL_WEIGHTS) {
    for (const trendWeight of TREND_WEIGHTS) {
      for (const damping of DAMPINGS) {
        const fit = fitTrend(values, { weight, trendWeight, damping });
        if (fit.error < best.error) best = { ...fit, damping };
      }
    }
  }
  const { level, trend, damping } = best;
  return (ahead) => level + (trend * damping * (1 - damping ** ahead)) / (1 - damping);
}

interface TrendWeights {
  readonly weight: number;
  readonly trendWeight: number;
  readonly damping: number;
}

function fitTrend(values: readonly number[], { weight, trendWeight, damping }: TrendWeights) {
  let level = values[0] ?? 0;
  let trend = 0;
  let error = 0;
  for (const value of values.slice(1)) {
    const expected = level + damping * trend;
    error += (value - expected) ** 2;
    const next = expected + weight * (value - expected);
    trend = damping * trend + trendWeight * (next - level - damping * trend);
    level = next;
  }
  return { error, level, trend };
}

/** Where the values are smoothed to, with the weight that would have erred least the day before. */
function bestLevel(values: readonly number[]): number {
  let best = { error: Number.POSITIVE_INFINITY, level: 0 };
  for (const weight of LEVEL_WEIGHTS) {
    let level = values[0] ?? 0;
    let error = 0;
    for (const value of values.slice(1)) {
      error += (value - level) ** 2;
      level += weight * (value - level);
    }
    if (error < best.error) best = { error, level };
  }
  return best.level;
}

function straightLine(values: readonly number[]): { readonly start: number; readonly slope: number } {
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
  return { start: sum / values.length - slope * middle, slope };
}
