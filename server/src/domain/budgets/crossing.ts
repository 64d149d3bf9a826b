import { type BudgetMeasure, DAY_MS, type Instant } from "@kubecent/shared";
import type { Standing } from "./judge.ts";

/** What was noted of a threshold that was crossed in a period. */
export interface CrossingState {
  /** Later numbers have taken it back. */
  readonly isBack: boolean;
  /** Since when it has been far below; null where it is not. */
  readonly lowSince: Instant | null;
  /** How often it was told. */
  readonly times: number;
}

/** What becomes of a crossing; null where nothing is to be noted. */
export interface CrossingStep extends CrossingState {
  readonly isTold: boolean;
}

/** What is expected moves up and down by itself: only after so long is its next crossing news. */
const REARMED_AFTER_MS = DAY_MS;

/**
 * One look at a threshold. Money that was spent is told once in a period. What is expected, and pace, are told again if they were
 * far below for a day. Time is that of the numbers, not of the look.
 */
export function stepCrossing(
  noted: CrossingState | null,
  {
    on,
    standing,
    until,
  }: { readonly on: BudgetMeasure; readonly standing: Standing; readonly until: Instant },
): CrossingStep | null {
  if (standing === "unknown") return null;
  if (!noted) return standing === "reached" ? told(1) : null;
  if (standing === "reached") {
    const isRearmed = on !== "spent" && noted.lowSince !== null && until - noted.lowSince >= REARMED_AFTER_MS;
    return isRearmed ? told(noted.times + 1) : changed(noted, { isBack: false, lowSince: null });
  }
  const lowSince = standing === "low" ? Math.min(noted.lowSince ?? until, until) : null;
  return changed(noted, { isBack: true, lowSince });
}

function told(times: number): CrossingStep {
  return { isBack: false, lowSince: null, times, isTold: true };
}

function changed(
  noted: CrossingState,
  { isBack, lowSince }: Pick<CrossingState, "isBack" | "lowSince">,
): CrossingStep | null {
  if (noted.isBack === isBack && noted.lowSince === lowSince) return null;
  return { isBack, lowSince, times: noted.times, isTold: false };
}
