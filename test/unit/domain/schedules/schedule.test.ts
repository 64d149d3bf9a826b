import { HOUR_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lastDue, nextDue, scheduleFault } from "../../../../server/src/domain/schedules/schedule.ts";

const at = (text: string): number => Date.parse(text);
const textOf = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

test.each([
  [
    "an hour that the clock skips comes at the next one",
    "30 2 * * *",
    "2026-03-28T12:00:00Z",
    "2026-03-29T01:00:00.000Z",
  ],
  [
    "an hour that the clock repeats comes once, the first time",
    "30 2 * * *",
    "2026-10-24T12:00:00Z",
    "2026-10-25T00:30:00.000Z",
  ],
  ["after it the next day", "30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00.000Z"],
  ["the last day of a month", "0 6 L * *", "2026-02-10T00:00:00Z", "2026-02-28T05:00:00.000Z"],
  ["the first Monday", "0 6 * * 1#1", "2026-08-10T00:00:00Z", "2026-09-07T04:00:00.000Z"],
])("%s", (_, cron, after, wanted) => {
  expect(textOf(nextDue({ cron, zone: "Europe/Berlin" }, at(after)))).toBe(wanted);
});

test.each([
  ["six fields", "0 0 6 * * 1", "five fields"],
  ["four fields", "0 6 * *", "five fields"],
  ["a nickname", "@hourly", "five fields"],
  ["a question mark", "0 6 ? * 1", "five fields"],
  ["a day that never comes", "0 0 31 2 *", "never comes"],
  ["each minute", "* * * * *", "more often than hourly"],
  ["twice an hour, one day a year", "0,59 5 1 1 *", "more often than hourly"],
  ["words", "a b c d e", "found"],
  ["a minute that is none", "61 * * * *", "found"],
])("%s is refused", (_, cron, said) => {
  expect(scheduleFault({ cron, zone: "UTC" })).toContain(said);
});

test.each(["0 * * * *", "30 2,3 * * *", "0 6 29 2 *", "15 6 * * MON-FRI", "0 0 1 JAN *"])(
  "%s is taken",
  (cron) => {
    expect(scheduleFault({ cron, zone: "Europe/Berlin" })).toBeNull();
  },
);

test("a zone that there is none of is refused", () => {
  expect(scheduleFault({ cron: "0 6 * * *", zone: "Europe/Atlantis" })).toContain("found");
});

test("the last moment at which something was due is the one that counting up from the beginning gives", () => {
  const schedule = fc.record({
    cron: fc.constantFrom("0 * * * *", "30 2 * * *", "0 6 * * 1", "7 1,2,3 * * *", "0 0 1 * *"),
    zone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
  });
  const begin = at("2026-03-20T00:00:00Z");
  const hours = fc.integer({ min: 0, max: 24 * 40 });
  fc.assert(
    fc.property(schedule, hours, hours, (due, first, more) => {
      const since = begin + first * HOUR_MS;
      const now = since + more * HOUR_MS;
      let last: number | null = null;
      for (let next = nextDue(due, since - 1); next !== null && next <= now; next = nextDue(due, next)) {
        last = next;
      }
      expect(lastDue(due, since, now)).toBe(last);
    }),
    { numRuns: 30 },
  );
});
