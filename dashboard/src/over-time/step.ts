import type { Step } from "@kubecent/sdk";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_HOURS = 4 * 24;
const MOST_DAYS = 100;

/** The step in which a window is drawn: some dozens of columns, whatever its length. */
export function stepFor({ start, end }: { start: number; end: number }): Step {
  const length = end - start;
  if (length <= MOST_HOURS * HOUR_MS) return "hour";
  return length <= MOST_DAYS * DAY_MS ? "day" : "week";
}
