import type { Observation } from "../observation.ts";
import type { PricedBy } from "../prices/price-book.ts";
import type { HourCosts } from "./hour-costs.ts";
import { measureHour } from "./measure-hour.ts";
import { priceHour } from "./price-hour.ts";

/**
 * Turns what a source saw in one hour into cost rows. Pure: the same observation and price book give the
 * same rows, in whatever order the source listed things. Throws when the two ways of counting do not meet.
 */
export function allocateHour(observation: Observation, book: PricedBy): HourCosts {
  return priceHour(measureHour(observation), book);
}
