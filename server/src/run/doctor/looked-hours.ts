import { DAY_MS, formatInstant, HOUR_MS, hourOf, type Instant } from "@kubecent/shared";
import { withLists } from "../../collector/with-lists.ts";
import { measureHour } from "../../domain/allocation/measure-hour.ts";
import { priceHour } from "../../domain/allocation/price-hour.ts";
import { foundThings } from "../../domain/findings/found-things.ts";
import type { Observation, Source } from "../../domain/observation.ts";
import type { ListsFor } from "../../domain/prices/list/list-price.ts";
import type { PriceBook } from "../../domain/prices/price-book.ts";
import { lastDueEnd } from "../../domain/windows/due.ts";
import { SourceError } from "../../sources/source-error.ts";
import { FoundSummary } from "../collecting/found-summary.ts";
import { type HourPricing, pricingLines, pricingOf } from "./hour-pricing.ts";

/** Hours that are looked at in a window: each costs the source as much as collecting it. */
const MOST_HOURS = 12;
/** Without a window: the newest two, and the same hour of yesterday and of a week ago. */
const USUAL_AGES_MS = [0, HOUR_MS, DAY_MS, 7 * DAY_MS];

export interface HoursToLookAt {
  readonly source: Source;
  readonly priceBook: PriceBook;
  readonly hours: readonly Instant[];
  readonly signal: AbortSignal;
  /** The clouds' lists of prices; without it none. */
  readonly listsFor?: ListsFor | undefined;
}

/** What was found in the hours that the source knows of. */
export interface LookedHours {
  readonly seen: readonly Instant[];
  readonly found: FoundSummary;
  /** Why an hour could not be observed: it could not be collected either. */
  readonly failures: readonly string[];
  /** What the newest of them is priced by; null where none was seen. */
  readonly pricing: HourPricing | null;
}

/** Hours that a look takes, the newest first: some of the last days, or spread evenly over a window. */
export function chosenHours(now: Instant, windowMs: number | null): Instant[] {
  const newest = lastDueEnd(now) - HOUR_MS;
  if (windowMs === null) return USUAL_AGES_MS.map((ageMs) => newest - ageMs);

  const count = Math.max(1, Math.min(MOST_HOURS, Math.floor(windowMs / HOUR_MS)));
  return Array.from({ length: count }, (_, index) => hourOf(newest - (index * windowMs) / count));
}

/** Observes and prices hours as collecting does, and keeps nothing but what was found in them. */
export async function lookAtHours(look: HoursToLookAt): Promise<LookedHours> {
  const { source, priceBook, hours, signal, listsFor } = look;
  const found = new FoundSummary(priceBook.currency);
  const seen: Instant[] = [];
  const failures: string[] = [];
  let pricing: HourPricing | null = null;
  for (const hour of hours) {
    try {
      const observation = await source.observe(hour, signal);
      if (isEmpty(observation)) continue;
      seen.push(hour);
      const measured = measureHour(observation);
      const costs = priceHour(measured, await withLists(priceBook, measured, listsFor));
      found.note(hour, foundThings(costs));
      pricing ??= await pricingOf({ measured, costs, listsFor });
    } catch (error) {
      if (signal.aborted || !(error instanceof Error)) throw error;
      failures.push(`${formatInstant(hour)} cannot be collected: ${error.message}`);
      if (error instanceof SourceError) break;
    }
  }
  return { seen, found, failures, pricing };
}

/** Before the source's memory begins there is nothing, which is no finding. */
function isEmpty({ nodes, pods, seenMinutes }: Observation): boolean {
  return nodes.length === 0 && pods.length === 0 && seenMinutes.every((share) => share === 0);
}

/** The look as a person reads it: which hours, and what was found in them. */
export function lookedLines({ seen, found, failures, pricing }: LookedHours): string[] {
  const times = seen.map(formatInstant).join(", ");
  return [
    "",
    seen.length > 0 ? `Looked at whole hours: ${times}` : "No whole hour is there to look at yet.",
    ...failures,
    ...found.lines(),
    ...(seen.length > 0 && found.counts.all === 0 ? ["Nothing contradicts itself in them."] : []),
    ...(pricing ? pricingLines(pricing) : []),
  ];
}
