import { sketchedValues } from "../../usage/usage-sketch.ts";
import type { Amounts, EvidenceWindow, PodDay } from "../evidence.ts";
import type { FreedCost, Subject } from "../recommendation.ts";
import type { Resource } from "./measured-usage.ts";

const MONTH_SECONDS = 730n * 3_600n;
/** Shares of a row's cost are whole parts of this: money is never multiplied by a double. */
const PARTS = 1_000_000_000n;

/** The requests of a container as they are, and as they are to be. */
export interface RequestChange {
  readonly now: Amounts;
  readonly advised: Amounts;
}

export interface SizedRows {
  readonly subject: Subject;
  readonly window: EvidenceWindow;
  readonly days: readonly PodDay[];
}

/**
 * What a month of a container's rows costs, and what of it the smaller requests free: each row's own cost, over the minutes in which it
 * ran, charged for the greater of request and usage as rows are. Negative where more is asked for.
 */
export function freedCosts({ subject, window, days }: SizedRows, change: RequestChange): FreedCost[] {
  const { cluster, namespace, controllerKind, controller, container } = subject;
  return (["cpu", "ram"] as const).map((resource) => {
    let cost = 0n;
    let freed = 0n;
    for (const day of days) {
      const nano = resource === "cpu" ? day.cpuNano : day.ramNano;
      cost += nano;
      freed += (nano * freedParts(day, resource, change)) / PARTS;
    }
    const row = { cluster, namespace, controllerKind, controller, container, asset: "", resource };
    return { row, costNano: perMonth(cost, window), freedNano: perMonth(freed, window) };
  });
}

/** What something that cost this in the window's seen hours costs in 730 hours. */
export function perMonth(nano: bigint, { seenHours }: Pick<EvidenceWindow, "seenHours">): bigint {
  const seconds = BigInt(Math.round(seenHours * 3_600));
  return seconds > 0n ? (nano * MONTH_SECONDS) / seconds : 0n;
}

/**
 * The share of a day's cost that the change frees, in parts. The day is compared as if today's request had held already: what an earlier
 * change has freed is not freed again.
 */
function freedParts(day: PodDay, resource: Resource, { now, advised }: RequestChange): bigint {
  const key = resource === "cpu" ? "cpuCores" : "ramBytes";
  const charged = chargedMinutes(day, resource);
  const before = charged(day.requests[key]);
  if (before <= 0) return 0n;
  const share = (charged(now[key]) - charged(advised[key])) / before;
  const parts = BigInt(Math.round(share * Number(PARTS)));
  return parts > PARTS ? PARTS : parts;
}

/** What a day would have cost more with another request: what it does not cost since that one is gone. Negative for a smaller one. */
export function addedByRequest(day: PodDay, resource: Resource, request: Amounts): bigint {
  const nano = resource === "cpu" ? day.cpuNano : day.ramNano;
  const key = resource === "cpu" ? "cpuCores" : "ramBytes";
  const charged = chargedMinutes(day, resource);
  const now = charged(day.requests[key]);
  if (now <= 0) return 0n;
  const parts = BigInt(Math.round(((charged(request[key]) - now) / now) * Number(PARTS)));
  return (nano * parts) / PARTS;
}

/** What the minutes of a day are charged for with a request: the greater of it and usage, and the request where nobody measured. */
function chargedMinutes(day: PodDay, resource: Resource): (request: number) => number {
  const bytes = day[resource];
  const values = bytes ? sketchedValues(bytes) : [];
  const measured = values.reduce((total, { count }) => total + count, 0);
  const unmeasured = Math.max(0, day.ranSeconds / 60 - measured);
  return (request) =>
    values.reduce(
      (total, { value, count }) => total + count * Math.max(request, value),
      unmeasured * request,
    );
}
