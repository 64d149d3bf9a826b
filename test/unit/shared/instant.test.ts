import { DAY_MS, formatInstant, HOUR_MS, hourOf, MINUTE_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";

test("a day is 24 hours of 60 minutes of 60,000 milliseconds", () => {
  expect(MINUTE_MS).toBe(60_000);
  expect(HOUR_MS).toBe(60 * MINUTE_MS);
  expect(DAY_MS).toBe(24 * HOUR_MS);
});

test.each([
  { instant: "2026-11-17T09:00:00.000Z", hour: "2026-11-17T09:00:00Z" },
  { instant: "2026-11-17T09:59:59.999Z", hour: "2026-11-17T09:00:00Z" },
  { instant: "2026-11-17T00:30:00+05:30", hour: "2026-11-16T19:00:00Z" },
  { instant: "1969-12-31T23:59:59.999Z", hour: "1969-12-31T23:00:00Z" },
])("$instant lies in the hour $hour", ({ instant, hour }) => {
  expect(formatInstant(hourOf(Date.parse(instant)))).toBe(hour);
});

test("an instant lies in its hour and in no other", () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), (instant) => {
      const hour = hourOf(instant);

      expect(Math.abs(hour % HOUR_MS)).toBe(0);
      expect(instant - hour).toBeGreaterThanOrEqual(0);
      expect(instant - hour).toBeLessThan(HOUR_MS);
      expect(hourOf(hour)).toBe(hour);
    }),
  );
});

test.each([
  { instant: 0, text: "1970-01-01T00:00:00Z" },
  { instant: Date.UTC(2026, 10, 17), text: "2026-11-17T00:00:00Z" },
  { instant: Date.UTC(2026, 10, 17, 9, 5, 7, 20), text: "2026-11-17T09:05:07.020Z" },
])("$instant is written as $text", ({ instant, text }) => {
  expect(formatInstant(instant)).toBe(text);
});

test("an instant that is written and read again is the same", () => {
  const withYearOfFourDigits = fc.integer({ min: Date.UTC(1900), max: Date.UTC(9999, 11, 31) });

  fc.assert(
    fc.property(withYearOfFourDigits, (instant) => {
      expect(Date.parse(formatInstant(instant))).toBe(instant);
    }),
  );
});

test("what is no instant cannot be written", () => {
  expect(() => formatInstant(NaN)).toThrow(RangeError);
});
