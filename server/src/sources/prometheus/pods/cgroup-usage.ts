import type { Instant } from "@kubecent/shared";
import type { PerMinute } from "../../../domain/observation.ts";
import type { Ledger } from "../series/ledger.ts";
import { knownFirst, MinuteAverages } from "../time/minute-grid.ts";
import { type CgroupRows, endsOf, type Listing, untilEnd } from "./cgroups.ts";

export interface UsageReading {
  readonly hour: Instant;
  readonly ledger: Ledger;
  /** When cgroups ended, where it is known already; null where the rows themselves have to tell. */
  readonly ends: ReadonlyMap<string, Instant> | null;
  /** What the rows of one cgroup tell. */
  readonly measure: (rows: CgroupRows) => MinuteAverages;
}

/**
 * A container's usage by the minute, from all that is told of it. Of targets, which tell copies, the first that
 * knows a minute counts; of cgroups within each other the greatest; others add up as long as they live.
 */
export function usageOf(listings: readonly Listing[], reading: UsageReading): PerMinute {
  return knownFirst(listings.map((listing) => listedUsage(listing, reading)));
}

function listedUsage({ families }: Listing, reading: UsageReading): PerMinute {
  const { hour, ledger, measure } = reading;
  const [family, ...otherFamilies] = families;
  const [rows, ...inner] = family ?? [];
  // Nearly all containers are listed once: there is nothing to compare.
  if (rows && inner.length === 0 && otherFamilies.length === 0) return measure(rows).averages();

  const ends = reading.ends ?? endsOf(families, ledger);
  const usage = new MinuteAverages(hour);
  for (const cgroups of families) {
    const outer = new MinuteAverages(hour);
    for (const each of cgroups) outer.widen(measure(each.map((row) => untilEnd(row, ends))));
    usage.join(outer);
  }
  return usage.averages();
}
