import { HOUR_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountOver, monthHours } from "../../../../server/src/domain/windows/month-hours.ts";

const MONTHS = [
  { timeZone: "UTC", start: "2026-02-01T00:00:00Z", end: "2026-03-01T00:00:00Z", hours: 672 },
  { timeZone: "UTC", start: "2028-02-01T00:00:00Z", end: "2028-03-01T00:00:00Z", hours: 696 },
  {
    timeZone: "Europe/Berlin",
    start: "2026-03-01T00:00:00+01:00",
    end: "2026-04-01T00:00:00+02:00",
    hours: 743,
  },
  {
    timeZone: "Europe/Berlin",
    start: "2026-10-01T00:00:00+02:00",
    end: "2026-11-01T00:00:00+01:00",
    hours: 745,
  },
  {
    timeZone: "America/New_York",
    start: "2026-11-01T00:00:00-04:00",
    end: "2026-12-01T00:00:00-05:00",
    hours: 721,
  },
  // The clocks of this zone went forward on the last Sunday of April until 2006.
  {
    timeZone: "America/New_York",
    start: "2006-04-01T00:00:00-05:00",
    end: "2006-05-01T00:00:00-04:00",
    hours: 719,
  },
  {
    timeZone: "Asia/Kolkata",
    start: "2026-02-01T00:00:00+05:30",
    end: "2026-03-01T00:00:00+05:30",
    hours: 672,
  },
  // Half an hour is left out: no hour begins in what is left of its last one.
  {
    timeZone: "Australia/Lord_Howe",
    start: "2026-10-01T00:00:00+10:30",
    end: "2026-11-01T00:00:00+11:00",
    hours: 743,
  },
];

describe.each(MONTHS)("the month in $timeZone from $start", ({ timeZone, hours, ...edges }) => {
  const month = { start: Date.parse(edges.start), end: Date.parse(edges.end), timeZone };

  test(`has ${hours} hours, and a window of all of it holds them all`, () => {
    expect(monthHours(month)).toMatchObject([{ from: 0, to: hours, hours }]);
  });

  test.each([250_000_000_000n, 7n, 99_999_999_999_999_999n])(
    "its days bear %d nano together, and no day a nano more than its hours' part",
    (perMonth) => {
      const days = daysOf(month);

      const borne = days.map((day) => amountOver(perMonth, monthHours(day)));
      expect(borne.reduce((sum, nano) => sum + nano, 0n)).toBe(perMonth);
      for (const [index, day] of days.entries()) {
        const [piece] = monthHours(day);
        const exact = perMonth * BigInt((piece?.to ?? 0) - (piece?.from ?? 0));
        const difference = (borne[index] ?? 0n) * BigInt(hours) - exact;
        expect(difference > BigInt(-hours) && difference < BigInt(hours)).toBe(true);
      }
    },
  );
});

/** A month's days on the clock of its zone. */
function daysOf(month: { start: number; end: number; timeZone: string }): (typeof month)[] {
  const days: (typeof month)[] = [];
  let day = Temporal.Instant.fromEpochMilliseconds(month.start).toZonedDateTimeISO(month.timeZone);
  while (day.epochMilliseconds < month.end) {
    const next = day.add({ days: 1 }).startOfDay();
    days.push({ ...month, start: day.epochMilliseconds, end: next.epochMilliseconds });
    day = next;
  }
  return days;
}

const instants = fc
  .integer({ min: Date.UTC(2024) / 60_000, max: Date.UTC(2027) / 60_000 })
  .map((minute) => minute * 60_000);
const zones = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "America/Havana",
);

test("windows that follow one another bear what the whole bears, wherever it is cut", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(instants, { minLength: 3, maxLength: 6 }),
      zones,
      fc.bigInt({ min: 0n, max: 10n ** 17n }),
      (cuts, timeZone, perMonth) => {
        const edges = cuts.toSorted((a, b) => a - b);
        const borne = (start = 0, end = 0): bigint =>
          amountOver(perMonth, monthHours({ start, end, timeZone }));

        const parts = edges.slice(1).map((end, index) => borne(edges[index], end));
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(borne(edges[0], edges.at(-1)));
        expect(parts.every((part) => part >= 0n)).toBe(true);
      },
    ),
  );
});

test("the hours of a window are those that begin in it, each in one month", () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: 0, max: 4_000 }), zones, (start, hours, timeZone) => {
      const pieces = monthHours({ start, end: start + hours * HOUR_MS, timeZone });

      expect(pieces.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(hours);
      expect(pieces.every(({ from, to, hours: all }) => from >= 0 && from < to && to <= all)).toBe(true);
    }),
  );
});

test("a window without an hour bears nothing", () => {
  const start = Date.UTC(2026, 10, 17, 9, 10);

  expect(monthHours({ start, end: start, timeZone: "UTC" })).toEqual([]);
  expect(amountOver(1_000n, [])).toBe(0n);
});
