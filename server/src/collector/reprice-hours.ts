import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { Database } from "../store/connection/database.ts";
import { priceHour } from "../domain/allocation/price-hour.ts";
import type { PriceBook } from "../domain/prices/price-book.ts";
import { restateHour } from "../store/hours/write-hour.ts";

/** A stretch of a cluster's stored history that is priced anew. */
interface Repricing {
  readonly database: Database;
  readonly clusterId: number;
  readonly book: PriceBook;
  /** Beginning of the first hour, and end of the last. */
  readonly start: Instant;
  readonly end: Instant;
  readonly now: () => Instant;
}

/** How a repricing ended, in hours. */
export interface RepricingOutcome {
  written: number;
  unchanged: number;
  /** Not stored, or stored before quantities were kept. */
  lost: number;
}

/**
 * Prices stored hours anew from the quantities that were kept, oldest first, each a restatement of its own.
 * The source is not asked. Stops between hours when the signal says so; done hours stay done.
 */
export async function repriceHours(
  { database, clusterId, book, start, end, now }: Repricing,
  onHour: (hour: Instant) => void,
  signal: AbortSignal,
): Promise<RepricingOutcome> {
  const outcome: RepricingOutcome = { written: 0, unchanged: 0, lost: 0 };
  for (let hour = start; hour < end && !signal.aborted; hour += HOUR_MS) {
    const place = { clusterId, hour, now: now() };
    outcome[await restateHour(database, place, (measured) => priceHour(measured, book))]++;
    onHour(hour);
  }
  return outcome;
}
