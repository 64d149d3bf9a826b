import * as z from "zod";

const DAY_MS = 86_400_000;
const CalendarDay = z.iso.date();

/**
 * Whether a text is the day of a price: one that the calendar has, such as 2026-07-20, and that has begun somewhere on
 * earth. A day that is far ahead would make each later list count as older.
 */
export function isPriceDay(text: string): boolean {
  return CalendarDay.safeParse(text).success && Date.parse(text) <= Date.now() + DAY_MS;
}
