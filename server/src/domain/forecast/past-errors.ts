import { quantile } from "../series/robust.ts";
import { type CleanHistory, LEAST_DAYS_FOR_WEEKS, predict } from "./predict.ts";

/** How far a sum of days may lie from what is expected, as factors of it. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

export interface PastErrors {
  /** Days of the past from which the same was forecast. */
  readonly origins: number;
  /** Whether too few of them are known to tell an interval. */
  readonly isWide: boolean;
  /** One for the sum up to each wanted day. */
  readonly bands: readonly Band[];
}

const EVERY_DAYS = 3;
const BACK_DAYS = 56;
const LEAST_ORIGINS = 6;
const WIDE = 0.35;
/** Part of the wanted days that has to be known for an origin to count. */
const LEAST_KNOWN = 0.7;
const TAIL = 0.1;

/**
 * Forecasts the same days ahead from days of the past, where it is known what came. Nothing after an origin goes into its forecast, but
 * what is usual of days, and former levels, are as known today: changes of level are news that no forecast has.
 */
export function pastErrors(history: CleanHistory, ahead: readonly number[]): PastErrors {
  const horizon = ahead.at(-1) ?? 0;
  const ratios: number[][] = ahead.map(() => []);
  let origins = 0;
  const last = history.flat.length - horizon;
  for (let origin = last; origin >= Math.max(LEAST_DAYS_FOR_WEEKS, last - BACK_DAYS); origin -= EVERY_DAYS) {
    const errors = errorsFrom(history, origin, ahead);
    if (!errors) continue;
    origins += 1;
    for (const [index, ratio] of errors.entries()) ratios[index]?.push(ratio);
  }
  const isWide = origins < LEAST_ORIGINS;
  const bands = ahead.map((days, index) => doubted(bandOf(ratios[index] ?? [], days, isWide), history.doubt));
  return { origins, isWide, bands };
}

/** What came against what was expected, for the sum up to each wanted day; null where too much of it is unknown. */
function errorsFrom(
  { firstDay, flat, isKnown, usual }: CleanHistory,
  origin: number,
  ahead: readonly number[],
): number[] | null {
  const expected = predict(flat.slice(0, origin), ahead);
  const known = ahead.filter((days) => isKnown[origin - 1 + days]);
  if (known.length < LEAST_KNOWN * ahead.length) return null;
  let came = 0;
  let wanted = 0;
  return ahead.map((days, index) => {
    const place = origin - 1 + days;
    if (isKnown[place]) {
      const share = usual(firstDay + place);
      came += (flat[place] ?? 0) * share;
      wanted += (expected[index] ?? 0) * share;
    }
    return wanted > 0 ? came / wanted : 1;
  });
}

function doubted({ low, high }: Band, doubt: number): Band {
  return { low: Math.min(low, doubt), high: Math.max(high, doubt) };
}

function bandOf(ratios: readonly number[], days: number, isWide: boolean): Band {
  if (isWide) return { low: 1 - WIDE, high: 1 + WIDE };
  // Few origins, and ones that share days, have seen less than all that may come.
  const margin = 0.008 + (0.05 / Math.sqrt(ratios.length)) * Math.sqrt(days / 30);
  return {
    low: Math.max(0, Math.min(1, quantile(ratios, TAIL) - margin)),
    high: Math.max(1, quantile(ratios, 1 - TAIL) + margin),
  };
}
