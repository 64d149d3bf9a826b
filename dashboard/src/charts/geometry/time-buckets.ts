import { dayOf, startOfDay } from "../../url/start-of-day.ts";
import type { Bucket, BucketState } from "./chart-parts.ts";

export type BucketStep = "hour" | "day" | "week" | "month";

/** A stretch that was not seen, with the reason in words. */
interface UnseenStretch {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

interface BucketRange {
  readonly start: number;
  readonly end: number;
  readonly step: BucketStep;
  readonly timeZone: string;
  readonly unseen: readonly UnseenStretch[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1970-01-05 was a Monday: weeks begin there, as they do in the service. */
const A_MONDAY = 4;

/**
 * The columns of a chart: a window cut at the hours, days, weeks or months of a zone, each with how much of it was seen. The
 * first and the last may be cut off by the window. Days are 23 to 25 hours long where the clocks change.
 */
export function timeBuckets(range: BucketRange): Bucket[] {
  const cuts = [...cutsOf(range)];
  return cuts.slice(0, -1).map((start, index) => bucketOf(start, cuts[index + 1] ?? range.end, range));
}

function bucketOf(start: number, end: number, { unseen }: BucketRange): Bucket {
  const missing = unseen.filter((stretch) => stretch.start < end && stretch.end > start);
  if (missing.length === 0) return { start, end, state: "seen" };
  const reason = [...new Set(missing.map((stretch) => stretch.reason))].join("; ");
  return { start, end, state: stateOf(start, end, missing), reason };
}

function stateOf(start: number, end: number, missing: readonly UnseenStretch[]): BucketState {
  let reached = start;
  for (const stretch of missing.toSorted((one, other) => one.start - other.start)) {
    if (stretch.start > reached) return "partial";
    reached = Math.max(reached, stretch.end);
  }
  return reached >= end ? "gap" : "partial";
}

function* cutsOf(range: BucketRange): Generator<number> {
  const { start, end } = range;
  yield start;
  let last = start;
  for (const cut of range.step === "hour" ? hoursOf(range) : firstDaysOf(range)) {
    if (cut <= last || cut >= end) continue;
    yield cut;
    last = cut;
  }
  yield end;
}

/** Hours are those of the service, which are UTC's. */
function* hoursOf({ start, end }: BucketRange): Generator<number> {
  for (let hour = Math.ceil(start / HOUR_MS) * HOUR_MS; hour < end; hour += HOUR_MS) yield hour;
}

function* firstDaysOf({ start, end, step, timeZone }: BucketRange): Generator<number> {
  const last = Date.parse(dayOf(end, timeZone));
  for (let at = Date.parse(dayOf(start, timeZone)); at <= last; at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    if (isFirstDay(day, step)) yield startOfDay(day, timeZone);
  }
}

function isFirstDay(day: string, step: BucketStep): boolean {
  if (step === "month") return day.endsWith("-01");
  return step !== "week" || (Date.parse(day) / DAY_MS - A_MONDAY) % 7 === 0;
}

/** What a stretch cost, as the service says it. */
export interface StretchCost {
  /** Where the stretch begins in the zone: up to an hour, or a day, before the window's own beginning. */
  readonly start: number;
  readonly nano: bigint;
}

/**
 * Puts the rows of a series into the buckets of its chart. A bucket without a row cost nothing where it was seen, and is
 * unknown where it was not.
 */
export function amountsByBucket(buckets: readonly Bucket[], rows: readonly StretchCost[]): (bigint | null)[] {
  const amounts: (bigint | null)[] = buckets.map(({ state }) => (state === "gap" ? null : 0n));
  for (const row of rows) {
    const index = bucketIndex(buckets, row.start);
    if (index !== -1) amounts[index] = (amounts[index] ?? 0n) + row.nano;
  }
  return amounts;
}

/** Hours are whole in UTC. A zone's stretch that begins at half past holds the hours that begin after. */
function bucketIndex(buckets: readonly Bucket[], start: number): number {
  const firstHour = Math.max(buckets[0]?.start ?? 0, Math.ceil(start / HOUR_MS) * HOUR_MS);
  return buckets.findIndex((bucket) => firstHour >= bucket.start && firstHour < bucket.end);
}
