import type { AnswerWindow } from "@kubecent/shared";

const HOUR_MS = 3_600_000;
/** A month of the average year. */
export const HOURS_PER_MONTH = 730;

/** What an amount comes to in a month at the window's pace. */
export function monthlyOf(nano: bigint, windowMs: number): bigint {
  return windowMs <= 0 ? 0n : (nano * BigInt(HOURS_PER_MONTH * HOUR_MS)) / BigInt(windowMs);
}

/** How long a window's due hours are: those that are not complete yet are left out. */
export function dueMs({ start, end, pending }: AnswerWindow): number {
  const notDue = pending ? Date.parse(pending.end) - Date.parse(pending.start) : 0;
  return Date.parse(end) - Date.parse(start) - notDue;
}
