import type { BudgetMeasure, BudgetThreshold, Instant } from "@kubecent/shared";
import type { UsualCourse } from "./usual-share.ts";

/** What a budget is judged by. */
export interface Spending {
  readonly spentNano: bigint;
  readonly amountNano: bigint;
  readonly course: UsualCourse;
  /** Until when money was counted. */
  readonly until: Instant;
}

/** How a budget stands. */
export interface Judgement {
  readonly spentRatio: number;
  readonly usualRatio: number;
  readonly pace: number | null;
  readonly expectedNano: bigint | null;
  readonly exhaustsAt: Instant | null;
}

/** Before this share of a period is usually spent, one busy hour would decide on its pace. */
const LEAST_USUAL = 0.1;
const PARTS = 1_000_000_000n;

/** Judges what was spent against the amount and the usual course. */
export function judge({ spentNano, amountNano, course, until }: Spending): Judgement {
  const spentRatio = ratioOf(spentNano, amountNano);
  const usualRatio = course.shareAt(until);
  if (usualRatio < LEAST_USUAL) {
    return {
      spentRatio,
      usualRatio,
      pace: null,
      expectedNano: null,
      exhaustsAt: exhausted(spentRatio, until),
    };
  }
  const pace = spentRatio / usualRatio;
  const expectedNano = (spentNano * PARTS) / BigInt(Math.round(usualRatio * Number(PARTS)));
  const exhaustsAt = spentRatio >= 1 ? until : pace > 1 ? course.instantOf(1 / pace) : null;
  return { spentRatio, usualRatio, pace, expectedNano, exhaustsAt };
}

function exhausted(spentRatio: number, until: Instant): Instant | null {
  return spentRatio >= 1 ? until : null;
}

/** Whether a threshold is reached. Spent is compared exactly, as money. */
export function isReached({ on, at }: BudgetThreshold, spending: Spending, judgement: Judgement): boolean {
  const wanted: Readonly<Record<BudgetMeasure, () => boolean>> = {
    spent: () => reaches(spending.spentNano, spending.amountNano, at),
    expected: () =>
      judgement.expectedNano !== null && reaches(judgement.expectedNano, spending.amountNano, at),
    pace: () => judgement.pace !== null && judgement.pace >= at,
  };
  return wanted[on]();
}

function reaches(nano: bigint, amountNano: bigint, at: number): boolean {
  return nano * PARTS >= amountNano * BigInt(Math.round(at * Number(PARTS)));
}

/** A ratio of money as a number, exact to nine places. */
export function ratioOf(nano: bigint, ofNano: bigint): number {
  return Number((nano * PARTS) / ofNano) / Number(PARTS);
}
