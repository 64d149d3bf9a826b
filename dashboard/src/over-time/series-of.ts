import type { AnswerWindow, Coverage, MoneyAnswer, Step, TimeseriesRow } from "@kubecent/sdk";
import { parseNano } from "@kubecent/shared/money";
import type { Bucket, Series } from "../charts/geometry/chart-parts.ts";
import { amountsByBucket, timeBuckets } from "../charts/geometry/time-buckets.ts";
import { gapInWords } from "../states/gap-in-words.ts";

const HOUR_MS = 3_600_000;

/** A part of the whole over time. */
export interface PartOverTime {
  key: string;
  label: string;
  rows: readonly TimeseriesRow[];
}

/** What an answer over time says of its columns. */
interface SeenOverTime {
  window: AnswerWindow;
  coverage: Pick<Coverage, "gaps">;
  rows: readonly TimeseriesRow[];
}

/**
 * The columns of a window, each with what of it was not seen, and why. What one cluster lacks and another one has is seen in
 * part: whatever cost something was seen by somebody.
 */
export function bucketsOf({ window, coverage, rows }: SeenOverTime, step: Step): Bucket[] {
  const unseen = coverage.gaps.map((gap) => ({
    start: Date.parse(gap.start),
    end: Date.parse(gap.end),
    reason: gapInWords(gap),
  }));
  const { pending, timeZone } = window;
  if (pending)
    unseen.push({
      start: Date.parse(pending.start),
      end: Date.parse(pending.end),
      reason: "these hours are not complete yet",
    });
  const [start, end] = [Date.parse(window.start), Date.parse(window.end)];
  const buckets = timeBuckets({ start, end, step, timeZone, unseen });
  const amounts = amountsOf(buckets, rows);
  return buckets.map((bucket, index) =>
    bucket.state === "gap" && amounts[index] !== null ? { ...bucket, state: "partial" } : bucket,
  );
}

/** Amounts of some rows by column. */
export function amountsOf(
  buckets: readonly Bucket[],
  rows: readonly TimeseriesRow[],
  column: "totalCost" | "idleCost" = "totalCost",
): (bigint | null)[] {
  return amountsByBucket(
    buckets,
    rows.map((row) => ({ start: Date.parse(row.start), nano: parseNano(row[column]) })),
  );
}

/** What an hour of each column cost: a day that the window cuts is no fall. */
export function pacesOf(buckets: readonly Bucket[], rows: readonly TimeseriesRow[]): (bigint | null)[] {
  return amountsOf(buckets, rows).map((nano, index) => {
    const bucket = buckets[index];
    return nano === null || !bucket ? null : (nano * BigInt(HOUR_MS)) / BigInt(bucket.end - bucket.start);
  });
}

interface SeriesOf {
  buckets: readonly Bucket[];
  whole: MoneyAnswer<TimeseriesRow>;
  parts: readonly PartOverTime[];
  /** Idle is a layer of its own. */
  hasIdle: boolean;
  /** How many rows are not among the parts. */
  others: number;
}

/** The layers of a stack: parts, all that is not among them, and idle. They add up to the whole in every column. */
export function seriesOf({ buckets, whole, parts, hasIdle, others }: SeriesOf): Series[] {
  const total = amountsOf(buckets, whole.rows);
  const named = parts.map(
    ({ key, label, rows }): Series => ({
      key,
      label,
      kind: "named",
      amounts: amountsOf(buckets, rows),
    }),
  );
  const idle = hasIdle ? amountsOf(buckets, whole.rows, "idleCost") : [];
  const rest = total.map((amount, index) => {
    if (amount === null) return null;
    const taken = [...named.map(({ amounts }) => amounts[index]), idle[index]];
    return amount - taken.reduce((sum: bigint, part) => sum + (part ?? 0n), 0n);
  });
  return [
    ...named,
    ...(rest.some((amount) => amount !== null && amount !== 0n)
      ? [
          {
            key: "__other__",
            label: nameOfRest(rest, others),
            kind: "other",
            amounts: rest,
          } as const,
        ]
      : []),
    ...(hasIdle ? [{ key: "__idle__", label: "Idle", kind: "idle", amounts: idle } as const] : []),
  ];
}

/** Shares of idle are rounded column by column: so little is no row that one could look for. */
const MOST_ROUNDING_NANO = 1_000n;

function nameOfRest(rest: readonly (bigint | null)[], others: number): string {
  if (others > 0) return `other (${others})`;
  const isRounding = rest.every(
    (amount) => amount === null || (amount < MOST_ROUNDING_NANO && -amount < MOST_ROUNDING_NANO),
  );
  return isRounding ? "rounding" : "other";
}

const DAY_MS = 24 * HOUR_MS;
const MOST_HOURS = 4 * 24;
const MOST_DAYS = 100;

/** The step in which a window is drawn: some dozens of columns, whatever its length. */
export function stepFor({ start, end }: { start: number; end: number }): Step {
  const length = end - start;
  if (length <= MOST_HOURS * HOUR_MS) return "hour";
  return length <= MOST_DAYS * DAY_MS ? "day" : "week";
}
