import { formatNano, parseNano } from "@kubecent/shared/money";
import { differenceOf } from "../../format/nano-sum.ts";

/** How long the windows are, in milliseconds. */
export interface WindowLengths {
  readonly before: number;
  readonly now: number;
}

/** What two windows cost by the hour, and the change of that. */
export interface HourlyCosts {
  readonly before: string;
  readonly now: string;
  readonly change: string;
}

const HOUR_MS = 3_600_000n;

/** The cost of an hour in each window, rounded down to the nano. */
export function hourlyOf(
  costs: { readonly before: string; readonly now: string },
  lengths: WindowLengths,
): HourlyCosts {
  const before = perHour(costs.before, lengths.before);
  const now = perHour(costs.now, lengths.now);
  return { before, now, change: differenceOf(now, before) };
}

function perHour(amount: string, lengthMs: number): string {
  return formatNano(lengthMs === 0 ? 0n : (parseNano(amount) * HOUR_MS) / BigInt(lengthMs));
}
