import { expect, test } from "vitest";
import { describeVisibility } from "../../../../server/src/sources/prometheus/gaps.ts";
import { HOUR, minute, minutesIn } from "./support/series-of.ts";

test("what was not seen is listed as gaps with their reason", () => {
  const seen = [
    { start: minute(-5), end: minute(20) },
    { start: minute(30.5), end: minute(50) },
  ];

  const { seenMinutes, gaps } = describeVisibility(seen, HOUR, "not_scraped");

  expect(minutesIn(seenMinutes)).toBe(39.5);
  expect(gaps).toEqual([
    { start: minute(20), end: minute(30.5), reason: "not_scraped" },
    { start: minute(50), end: minute(60), reason: "not_scraped" },
  ]);
});

test("an hour that was seen has no gaps, whatever a moment's rounding", () => {
  const seen = [
    { start: minute(-5), end: minute(20) },
    { start: minute(20) + 40, end: minute(65) },
  ];

  const { seenMinutes, gaps } = describeVisibility(seen, HOUR, "not_scraped");

  expect(minutesIn(seenMinutes)).toBe(60);
  expect(gaps).toEqual([]);
});

test("an hour of which nothing was seen is one gap", () => {
  expect(describeVisibility([], HOUR, "source_down").gaps).toEqual([
    { start: minute(0), end: minute(60), reason: "source_down" },
  ]);
});
