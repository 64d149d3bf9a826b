import { DAY_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { utcDayOf, utcWeekOf } from "../../../server/src/domain/windows/utc-day.ts";

test("a week begins on the Monday that is not after the instant, and less than seven days before it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0) }), (instant) => {
      const monday = utcWeekOf(instant);

      expect(new Date(monday).getUTCDay()).toBe(1);
      expect(monday).toBe(utcDayOf(monday));
      expect(instant - monday).toBeGreaterThanOrEqual(0);
      expect(instant - monday).toBeLessThan(7 * DAY_MS);
    }),
  );
});
