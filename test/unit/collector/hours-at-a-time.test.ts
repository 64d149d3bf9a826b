import { expect, test } from "vitest";
import { hoursAtATime } from "../../../server/src/collector/collect-hours.ts";

test.each([
  { rowCount: 28_000, hours: 1 },
  { rowCount: 1_000_000, hours: 1 },
  { rowCount: 14_000, hours: 2 },
  { rowCount: 700, hours: 3 },
  { rowCount: 0, hours: 3 },
])("$hours hours of $rowCount rows are collected at a time", ({ rowCount, hours }) => {
  const atATime = hoursAtATime(rowCount);

  expect(atATime).toBe(hours);
});
