import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allocateHour, priceHour } from "../../../server/src/domain/allocation/price-hour.ts";
import type { HourCosts } from "../../../server/src/domain/allocation/hour-costs.ts";
import { measureHour } from "../../../server/src/domain/allocation/measure-hour.ts";
import type { MeasuredHour } from "../../../server/src/domain/allocation/measured-hour.ts";
import { MONEY_MEASURES } from "../../../server/src/domain/allocation/measures.ts";
import { arbitraryBook } from "./arbitrary-book.ts";
import { arbitraryObservation } from "./arbitrary-observation.ts";

const MONEY = [...MONEY_MEASURES, "customNano", "defaultNano"] as const;
const NO_MONEY = Object.fromEntries(MONEY.map((measure) => [measure, 0n]));

/** What is left of a priced hour when its money is forgotten. */
function withoutMoney(hour: HourCosts): MeasuredHour {
  return { ...hour, rows: hour.rows.map((row) => ({ ...row, measures: { ...row.measures, ...NO_MONEY } })) };
}

test("an hour that one book priced and another prices anew is what the other would have made of it at first", () => {
  fc.assert(
    fc.property(arbitraryObservation, arbitraryBook, arbitraryBook, (observation, book, other) => {
      const first = allocateHour(observation, book);

      expect(priceHour(withoutMoney(first), other)).toEqual(allocateHour(observation, other));
    }),
  );
});

test("measuring an hour prices nothing", () => {
  fc.assert(
    fc.property(arbitraryObservation, (observation) => {
      const { rows } = measureHour(observation);

      const priced = rows.filter(({ measures }) => MONEY.some((measure) => measures[measure] !== 0n));
      expect(priced).toEqual([]);
    }),
  );
});
