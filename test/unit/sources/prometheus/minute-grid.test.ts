import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { MinuteAverages, minuteShares } from "../../../../server/src/sources/prometheus/time/minute-grid.ts";
import { HOUR, minute, minutesIn } from "./support/series-of.ts";

test("a stretch is spread over the minutes that it touches", () => {
  const shares = minuteShares([{ start: minute(1.5), end: minute(3.25) }], HOUR);

  expect(Array.from(shares.subarray(0, 5))).toEqual([0, 0.5, 1, 0.25, 0]);
});

test("what lies outside the hour is left out", () => {
  const shares = minuteShares([{ start: minute(-30), end: minute(0.5) }], HOUR);

  expect(minutesIn(shares)).toBe(0.5);
  expect(minutesIn(minuteShares([{ start: minute(-30), end: minute(-20) }], HOUR))).toBe(0);
  expect(minutesIn(minuteShares([{ start: minute(70), end: minute(80) }], HOUR))).toBe(0);
});

test("two hours beside each other add up to the stretch", () => {
  const offset = integer({ min: -3_600_000, max: 7_200_000 });
  assert(
    property(offset, offset, (a, b) => {
      const stretch = { start: HOUR + Math.min(a, b), end: HOUR + Math.max(a, b) };
      const within = Math.max(0, Math.min(stretch.end, HOUR + 7_200_000) - Math.max(stretch.start, HOUR));
      const sum =
        minutesIn(minuteShares([stretch], HOUR)) + minutesIn(minuteShares([stretch], HOUR + 3_600_000));

      expect(sum).toBeCloseTo(within / 60_000, 6);
    }),
  );
});

test("an average weighs values by how long they held in the minute", () => {
  const averages = new MinuteAverages(HOUR);

  averages.add(minute(0), minute(1.25), 4);
  averages.add(minute(1.25), minute(2), 8);

  expect(Array.from(averages.averages().subarray(0, 2))).toEqual([4, 7]);
});

test("a minute that is measured in part has the average of that part", () => {
  const averages = new MinuteAverages(HOUR);

  averages.add(minute(5.75), minute(6), 3);

  expect(averages.averages()[5]).toBe(3);
  expect(averages.averages()[6]).toBeNaN();
});
