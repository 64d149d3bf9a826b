import * as z from "zod";
import { windowFields } from "../window.ts";

export const BUDGET_PERIODS = ["day", "week", "month", "quarter", "year", "custom"] as const;
export type BudgetEvery = (typeof BUDGET_PERIODS)[number];

/** Calendar units of a time zone, or one stretch of days. */
export interface BudgetPeriod {
  every: BudgetEvery;
  /** IANA time zone, such as Europe/Berlin. */
  zone: string;
  /** The day it begins on: of the week from 1 (Monday, the default) to 7; of the month from 1 (the default) to 28. */
  startDay?: number | undefined;
  /** Of a custom period: its first day, such as 2026-11-01. */
  from?: string | undefined;
  /** Of a custom period: the day after its last one. */
  until?: string | undefined;
}

const LAST_START_DAYS: Readonly<Record<BudgetEvery, number | null>> = {
  day: null,
  week: 7,
  month: 28,
  quarter: 28,
  year: 28,
  custom: null,
};
const LONGEST_CUSTOM_DAYS = 1_000;
const DAY_MS = 86_400_000;

const fields = {
  every: z.enum(BUDGET_PERIODS),
  zone: windowFields.timeZone.unwrap(),
  startDay: z.int().min(1).max(28).optional(),
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
};

/** Schema of a period as it is written. */
export const BudgetPeriodSchema: z.ZodType<BudgetPeriod, BudgetPeriod> = z
  .strictObject(fields)
  .refine(({ every, startDay }) => startDay === undefined || startDay <= (LAST_START_DAYS[every] ?? 0), {
    path: ["startDay"],
    error: "may be 1 to 7 of a week, and 1 to 28 of a month, quarter or year",
  })
  .refine(isWholeStretch, {
    path: ["from"],
    error: `a custom period has from and until, at most ${LONGEST_CUSTOM_DAYS} days apart; others have neither`,
  });

function isWholeStretch({ every, from, until }: BudgetPeriod): boolean {
  if (every !== "custom") return from === undefined && until === undefined;
  if (from === undefined || until === undefined) return false;
  const days = (Date.parse(until) - Date.parse(from)) / DAY_MS;
  return days >= 1 && days <= LONGEST_CUSTOM_DAYS;
}

/** A period as answers show it. */
export const ShownBudgetPeriodSchema: z.ZodType<BudgetPeriod> = z.object({
  every: z.enum(BUDGET_PERIODS),
  zone: z.string(),
  startDay: z.int().optional(),
  from: z.string().optional(),
  until: z.string().optional(),
});
