import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { Database } from "../store/connection/database.ts";
import { priceHour } from "../domain/allocation/price-hour.ts";
import type { PriceBook } from "../domain/prices/price-book.ts";
import type { ListsFor } from "../domain/prices/list/list-price.ts";
import { withLists } from "./with-lists.ts";
import type { Restatement, TakeBills } from "../store/hours/restatement.ts";
import { tryRestating } from "../store/hours/try-restating.ts";
import { restateHour } from "../store/hours/write-hour.ts";

/** A stretch of a cluster's stored history that is priced anew. */
interface Repricing {
  readonly database: Database;
  readonly clusterId: number;
  readonly book: PriceBook;
  /** The clouds' lists of prices; without it none. */
  readonly listsFor?: ListsFor;
  /** Beginning of the first hour, and end of the last. */
  readonly start: Instant;
  readonly end: Instant;
  readonly now: () => Instant;
  /** Changes nothing, and only says how it would end. */
  readonly isTrial?: boolean | undefined;
  /** Takes each hour's bill as it is stored, and as it becomes. */
  readonly onBills?: TakeBills | undefined;
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
  { database, clusterId, book, listsFor, start, end, now, isTrial = false, onBills }: Repricing,
  onHour: (hour: Instant) => void,
  signal: AbortSignal,
): Promise<RepricingOutcome> {
  const outcome: RepricingOutcome = { written: 0, unchanged: 0, lost: 0 };
  const restate: Restatement = async (measured) =>
    priceHour(measured, await withLists(book, measured, listsFor));
  for (let hour = start; hour < end && !signal.aborted; hour += HOUR_MS) {
    const place = { clusterId, hour };
    outcome[
      isTrial
        ? await tryRestating(database, { ...place, onBills: onBills ?? ignored }, restate)
        : await restateHour(database, { ...place, now: now(), onBills }, restate)
    ]++;
    onHour(hour);
  }
  return outcome;
}

const ignored: TakeBills = () => undefined;
