import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BYTES_PER_GIB, hoursOf, toNano } from "../../../server/src/domain/units.ts";
import { everyMinute, minutesBetween } from "../../support/observations.ts";

test("a GiB is 2 to the 30th bytes", () => {
  expect(BYTES_PER_GIB).toBe(2 ** 30);
});

test.each([
  { quantity: 0, nano: 0n },
  { quantity: -0, nano: 0n },
  { quantity: 1, nano: 1_000_000_000n },
  { quantity: 0.1, nano: 100_000_000n },
  { quantity: 1 / 3, nano: 333_333_333n },
  { quantity: 2 / 3, nano: 666_666_667n },
  { quantity: 0.4e-9, nano: 0n },
  { quantity: 0.6e-9, nano: 1n },
  { quantity: 24_576, nano: 24_576_000_000_000n },
])("$quantity is $nano nano, to the nearest", ({ quantity, nano }) => {
  expect(toNano(quantity)).toBe(nano);
});

test.each([-1, -1e-12, NaN, Infinity, -Infinity])("%d is refused as a quantity, and named", (quantity) => {
  expect(() => toNano(quantity)).toThrow(RangeError);
  expect(() => toNano(quantity)).toThrow(String(quantity));
});

test.each([
  { what: "a whole hour", minutes: everyMinute(1), hours: 1 },
  { what: "an hour of halves", minutes: everyMinute(0.5), hours: 0.5 },
  { what: "a quarter of an hour", minutes: minutesBetween(10, 25), hours: 0.25 },
  { what: "half a minute", minutes: minutesBetween(59, 60, 0.5), hours: 0.5 / 60 },
  { what: "nothing", minutes: everyMinute(0), hours: 0 },
])("$what adds up to $hours hours", ({ minutes, hours }) => {
  expect(hoursOf(minutes)).toBe(hours);
});

test("a stretch counts its first minute and not the one after its last", () => {
  expect(hoursOf(minutesBetween(10, 20), 10, 20)).toBe(10 / 60);
  expect(hoursOf(minutesBetween(10, 20), 0, 10)).toBe(0);
  expect(hoursOf(minutesBetween(10, 20), 20, 60)).toBe(0);
});

test("stretches that follow one another add up to the hour", () => {
  const shares = fc.float64Array({ min: 0, max: 1, noNaN: true, minLength: 60, maxLength: 60 });

  fc.assert(
    fc.property(shares, fc.integer({ min: 0, max: 60 }), (minutes, middle) => {
      expect(hoursOf(minutes, 0, middle) + hoursOf(minutes, middle)).toBeCloseTo(hoursOf(minutes), 12);
    }),
  );
});
