import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import { sketchedValues } from "../../usage/usage-sketch.ts";
import type { Amounts, ContainerEvidence, EvidenceWindow, PodDay } from "../evidence.ts";
import { addedByRequest, perMonth } from "../sizing/freed-cost.ts";
import { type Resource, sum } from "../sizing/measured-usage.ts";

/** Advice on a container's size that was applied: what was there before it, and since when it holds. */
export interface AppliedSize {
  /** The first closed day whose hours had the advised requests. */
  readonly appliedAt: Instant;
  readonly before: Amounts;
  /** What a replica used before, minute by minute, on average; null where it was not measured. */
  readonly usageBefore: MeanUsage;
}

export interface MeanUsage {
  readonly cpuCores: number | null;
  readonly ramBytes: number | null;
}

/** How advice that was applied has turned out so far. */
export interface Judgement {
  readonly state: "applied" | "verified" | "regressed" | "not_comparable";
  readonly days: number;
  /** What a month of the days since frees, by what ran on them. */
  readonly freedNano: bigint;
  readonly cpuUsageRatio: number | null;
  readonly ramUsageRatio: number | null;
  readonly text: string;
}

const DAYS_WANTED = 7;
const SAME_USAGE = 0.2;
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

/** Judges applied advice by the closed days since. A kill for want of memory decides at once, all else after seven days. */
export function judgeOutcome(
  { appliedAt, before, usageBefore }: AppliedSize,
  { days, oomKills }: Pick<ContainerEvidence, "days" | "oomKills">,
  window: EvidenceWindow,
): Judgement {
  const since = days.filter(({ day }) => day >= appliedAt);
  const usage = meanUsage(since);
  const cpuUsageRatio = ratio(usage.cpuCores, usageBefore.cpuCores);
  const ramUsageRatio = ratio(usage.ramBytes, usageBefore.ramBytes);
  const count = Math.max(0, Math.round((window.end - Math.max(appliedAt, window.start)) / DAY_MS));
  const judged = {
    days: count,
    freedNano: freedSince(since, before, hoursSince(window, count)),
    cpuUsageRatio,
    ramUsageRatio,
  };
  const kill = oomKills === "unknown" ? undefined : oomKills.find(({ hour }) => hour >= appliedAt);
  if (kill) {
    const text = `it was killed for want of memory in the hour of ${new Date(kill.hour).toISOString()}`;
    return { ...judged, state: "regressed", text };
  }
  if (count < DAYS_WANTED) {
    return { ...judged, state: "applied", text: `${count} of ${DAYS_WANTED} days have closed since` };
  }
  return { ...judged, ...compared(cpuUsageRatio, ramUsageRatio) };
}

function compared(cpuRatio: number | null, ramRatio: number | null): Pick<Judgement, "state" | "text"> {
  if (isSame(cpuRatio) && isSame(ramRatio)) {
    return { state: "verified", text: "a replica uses what it used before, within 20 %" };
  }
  const text = `a replica uses ${percent(cpuRatio)} of the CPU and ${percent(ramRatio)} of the memory that it used before: what was saved cannot be told from what has changed`;
  return { state: "not_comparable", text };
}

function isSame(found: number | null): boolean {
  return found !== null && Math.abs(found - 1) <= SAME_USAGE;
}

function percent(found: number | null): string {
  return found === null ? "an unknown share" : `${Math.round(found * 100)} %`;
}

function ratio(after: number | null, before: number | null): number | null {
  return after === null || before === null || before === 0 ? null : after / before;
}

/** The same share of the days since as of all of the window was seen. */
function hoursSince({ start, end, seenHours }: EvidenceWindow, days: number): number {
  const hours = (end - start) / HOUR_MS;
  return hours > 0 ? days * 24 * Math.min(1, seenHours / hours) : 0;
}

function freedSince(days: readonly PodDay[], before: Amounts, seenHours: number): bigint {
  const nano = (["cpu", "ram"] as const).reduce(
    (total, resource) => total + days.reduce((of, day) => of + addedByRequest(day, resource, before), 0n),
    0n,
  );
  return perMonth(nano, { seenHours });
}

/** What a replica uses in a minute, on average. */
export function meanUsage(days: readonly PodDay[]): MeanUsage {
  return { cpuCores: mean(days, "cpu"), ramBytes: mean(days, "ram") };
}

function mean(days: readonly PodDay[], resource: Resource): number | null {
  const values = days.flatMap((day) => {
    const bytes = day[resource];
    return bytes ? sketchedValues(bytes) : [];
  });
  const minutes = sum(values, ({ count }) => count);
  return minutes === 0 ? null : sum(values, ({ value, count }) => value * count) / minutes;
}
