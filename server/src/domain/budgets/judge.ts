import type { BudgetThreshold, ExpectedBound, Instant } from "@kubecent/shared";
import type { Expected } from "../forecast/forecast.ts";
import type { Outlook } from "./outlook.ts";
import type { UsualCourse } from "./usual-share.ts";

/** What a budget is judged by. */
export interface Spending {
  readonly spentNano: bigint;
  readonly amountNano: bigint;
  readonly course: UsualCourse;
  readonly outlook: Pick<Outlook, "expected" | "exhaustsAt">;
  /** Until when money was counted. */
  readonly until: Instant;
}

/** How a budget stands. */
export interface Judgement {
  readonly spentRatio: number;
  readonly usualRatio: number;
  readonly pace: number | null;
  readonly expected: Expected | null;
  readonly exhaustsAt: Instant | null;
}

/** Before this share of a period is usually spent, one busy hour would decide on its pace. */
const LEAST_USUAL = 0.1;
const PARTS = 1_000_000_000n;

/** Judges what was spent against the amount, the usual course, and what is to come. */
export function judge({ spentNano, amountNano, course, outlook, until }: Spending): Judgement {
  const spentRatio = ratioOf(spentNano, amountNano);
  const usualRatio = course.shareAt(until);
  const pace = usualRatio < LEAST_USUAL ? null : spentRatio / usualRatio;
  return { spentRatio, usualRatio, pace, ...outlook };
}

/** How a threshold is to what it looks at. */
export type Standing =
  /** It is reached. */
  | "reached"
  /** It is not, but by less than a twentieth. */
  | "near"
  | "low"
  /** What it looks at is not known. */
  | "unknown";

const NEAR = 0.95;

/** Holds a threshold against what it looks at. Money is compared exactly. */
export function standingOf(threshold: BudgetThreshold, spending: Spending): Standing {
  const { on, at } = threshold;
  if (on === "pace") return ofPace(threshold, spending);
  const nano = on === "spent" ? spending.spentNano : boundOf(spending.outlook.expected, threshold.bound);
  if (nano === null) return "unknown";
  if (reaches(nano, spending.amountNano, at)) return "reached";
  return reaches(nano, spending.amountNano, at * NEAR) ? "near" : "low";
}

const BOUNDS: Readonly<Record<ExpectedBound, keyof Expected>> = {
  low: "lowNano",
  mid: "midNano",
  high: "highNano",
};

function boundOf(expected: Expected | null, bound: ExpectedBound = "mid"): bigint | null {
  return expected && expected[BOUNDS[bound]];
}

function ofPace({ at, notBefore = LEAST_USUAL }: BudgetThreshold, spending: Spending): Standing {
  const usual = spending.course.shareAt(spending.until);
  if (usual <= 0 || usual < notBefore) return "unknown";
  const pace = ratioOf(spending.spentNano, spending.amountNano) / usual;
  if (pace >= at) return "reached";
  return pace >= at * NEAR ? "near" : "low";
}

function reaches(nano: bigint, amountNano: bigint, at: number): boolean {
  return nano * PARTS >= amountNano * BigInt(Math.round(at * Number(PARTS)));
}

/** A ratio of money as a number, exact to nine places. */
export function ratioOf(nano: bigint, ofNano: bigint): number {
  return Number((nano * PARTS) / ofNano) / Number(PARTS);
}
