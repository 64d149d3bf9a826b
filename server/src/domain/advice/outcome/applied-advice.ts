import type { Amounts } from "../evidence.ts";

const TOLERANCE = 0.05;
const MOST_HOURS = 0.9;

/** Which of several advised requests a container's hours have reached: the newest, or null where it is none of them. */
export function appliedAdvice(hours: readonly Amounts[], advised: readonly Amounts[]): Amounts | null {
  return advised.findLast((wanted) => isReached(hours, wanted)) ?? null;
}

/** Whether requests were within 5 % of what was advised in nine hours of ten. */
function isReached(hours: readonly Amounts[], wanted: Amounts): boolean {
  if (hours.length === 0) return false;
  const near = hours.filter(
    ({ cpuCores, ramBytes }) => isNear(cpuCores, wanted.cpuCores) && isNear(ramBytes, wanted.ramBytes),
  );
  return near.length >= hours.length * MOST_HOURS;
}

function isNear(found: number, wanted: number): boolean {
  return Math.abs(found - wanted) <= wanted * TOLERANCE;
}
