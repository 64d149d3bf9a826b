import { DAY_MS, hourOf, type Instant, MINUTE_MS } from "@kubecent/shared";
import { utcDayOf } from "../../domain/windows/utc-day.ts";
import { SourceError } from "../source-error.ts";
import type { OpenCostClient } from "./opencost-client.ts";

/** Nothing older is looked for: a year, and a month to look back on it. */
const LONGEST_LOOK_BACK_DAYS = 400;

export interface EarliestHourOptions {
  readonly client: OpenCostClient;
  readonly now: Instant;
}

/**
 * The first hour of the last 400 days of which OpenCost knows anything, or null. OpenCost reckons every answer
 * anew, so it is asked for single days only, and for few: further and further back while there is something,
 * then halving. That is twenty questions at most, eight where Prometheus keeps its usual 15 days.
 */
export async function findEarliestHour(
  { client, now }: EarliestHourOptions,
  signal: AbortSignal,
): Promise<Instant | null> {
  const otherClusters = new Set<string>();
  const today = utcDayOf(now);
  const lastMinute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const firstOf = async (daysBack: number): Promise<Instant | null> => {
    const start = today - daysBack * DAY_MS;
    const end = Math.min(start + DAY_MS, lastMinute);
    if (start >= end) return null;
    const { rows, otherClusters: others } = await client.assets({ start, end }, signal);
    for (const other of others) otherClusters.add(other);
    const starts = rows.filter(({ type }) => type === "Node").map((node) => node.start);
    return starts.length > 0 ? Math.max(start, Math.min(...starts)) : null;
  };
  const earliest = await search(firstOf);
  if (earliest === null && otherClusters.size > 0) {
    const known = [...otherClusters].toSorted().join(", ");
    throw new SourceError(`OpenCost knows nothing of the cluster that was named; it knows ${known}`);
  }
  return earliest === null ? null : hourOf(earliest);
}

/** Finds the furthest day that has something, as if all days since had: a hole in them ends the search early. */
async function search(firstOf: (daysBack: number) => Promise<Instant | null>): Promise<Instant | null> {
  let known: { readonly days: number; readonly first: Instant } | null = null;
  let beyond = LONGEST_LOOK_BACK_DAYS + 1;
  // Today may have nothing yet, and a cluster may be gone for a while: empty days at first end nothing.
  for (const days of [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST_LOOK_BACK_DAYS]) {
    const first = await firstOf(days);
    if (first !== null) known = { days, first };
    else if (known !== null) {
      beyond = days;
      break;
    }
  }
  if (known === null) return null;
  while (beyond - known.days > 1) {
    const days = Math.floor((known.days + beyond) / 2);
    const first = await firstOf(days);
    if (first === null) beyond = days;
    else known = { days, first };
  }
  return known.first;
}
