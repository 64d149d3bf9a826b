import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dueHours } from "../../../server/src/collector/due-hours.ts";

const NOW = Date.parse("2026-11-17T10:15:00Z");
const LAST_DUE = Date.parse("2026-11-17T09:00:00Z");

test("the newest hour comes first", () => {
  const due = dueHours({ now: NOW, earliest: LAST_DUE - 2 * HOUR_MS, stored: [], forgets: false });

  expect(due).toEqual([LAST_DUE, LAST_DUE - HOUR_MS, LAST_DUE - 2 * HOUR_MS]);
});

test("what the source is about to forget goes before the newest", () => {
  const earliest = LAST_DUE - 3 * DAY_MS;

  const due = dueHours({ now: NOW, earliest, stored: [], forgets: true });

  expect(due.slice(0, 24).every((hour) => hour < earliest + DAY_MS)).toBe(true);
  expect(due[24]).toBe(LAST_DUE);
});

test("a provisional hour is due once more when it is closed", () => {
  const closing = LAST_DUE - 3 * HOUR_MS;
  const stored = [0, 1, 2, 3].map((back) => ({ hour: LAST_DUE - back * HOUR_MS, closed: false }));

  const due = dueHours({ now: NOW, earliest: closing, stored, forgets: false });

  expect(due).toEqual([closing]);
});

test("whatever is stored, each missing hour is due exactly once and no closed one is", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 99 })), fc.boolean(), (closedBack, forgets) => {
      const stored = closedBack.map((back) => ({ hour: LAST_DUE - back * HOUR_MS, closed: true }));

      const due = dueHours({ now: NOW, earliest: LAST_DUE - 99 * HOUR_MS, stored, forgets });

      expect(new Set(due).size).toBe(due.length);
      expect(due.length + stored.length).toBe(100);
      const closed = new Set(stored.map((each) => each.hour));
      expect(due.some((hour) => closed.has(hour))).toBe(false);
    }),
  );
});
