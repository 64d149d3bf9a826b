import { DAY_MS, HOUR_MS, hourOf, type Instant } from "@kubecent/shared";
import { POD_FAMILIES, ASSETS, UP } from "./query/families.ts";
import type { QueryClient } from "./query/query-client.ts";
import { type Family, type Matcher, selector } from "./query/selector.ts";

/** Nothing older is looked for; a server that keeps more is rare, and the count grows with every hour. */
const LONGEST_LOOK_BACK_MS = 90 * DAY_MS;

/** What shows that a cluster was watched, the more telling first. */
const SIGNS: readonly Family[] = [ASSETS.nodeInfo, POD_FAMILIES.podInfo, UP];

export interface EarliestHourOptions {
  readonly client: QueryClient;
  readonly matchers: readonly Matcher[];
  readonly now: Instant;
}

/** The first hour of the last 90 days for which the server has anything of the cluster, or null. */
export async function findEarliestHour(
  options: EarliestHourOptions,
  signal: AbortSignal,
): Promise<Instant | null> {
  for (const family of SIGNS) {
    const first = await firstSeen(family, options, signal);
    if (first !== null) return first;
  }
  return null;
}

/** Looks at every full hour: what was there then had been there for a part of the hour before. */
async function firstSeen(
  family: Family,
  { client, matchers, now }: EarliestHourOptions,
  signal: AbortSignal,
): Promise<Instant | null> {
  const question = { family: family.name, expression: `count(${selector(family, matchers)})` };
  const end = hourOf(now);
  const steps = { start: end - LONGEST_LOOK_BACK_MS, end, stepMs: HOUR_MS };
  const past = await client.range({ ...question, ...steps }, signal);
  const [first] = past.series.flatMap(({ times }) => [...times]).toSorted((a, b) => a - b);
  if (first !== undefined) return first - HOUR_MS;

  const present = await client.instant({ ...question, time: now }, signal);
  return present.series.length > 0 ? hourOf(now) : null;
}
