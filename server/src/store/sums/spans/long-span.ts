/** Days in one row. */
export interface LongSpan {
  readonly days: number;
  /** Where the record of its first day says which days it was made of: the sum of their versions, which only grow. */
  readonly versions: "week_versions" | "four_weeks_versions";
}

/** Kept for each week from Monday to Monday. */
export const WEEK: LongSpan = { days: 7, versions: "week_versions" };
/**
 * The whole days of 30 that end within a day. Kept for few days, because where names change all the time it has as many rows as
 * all of its days. Its column is called after the four weeks that it was at first: versions of 28 days never add up to those of 29.
 */
export const MONTH: LongSpan = { days: 29, versions: "four_weeks_versions" };

/** All days of a span stand, with all their sums. */
export function isWhole({ days }: LongSpan): string {
  return `count(*) filter (where stands and spans_versions = versions) = ${days}`;
}
