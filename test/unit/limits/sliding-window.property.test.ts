import * as fc from "fast-check";
import { expect, test } from "vitest";
import { EMPTY_WINDOW, type SlidingWindow, spend } from "../../../server/src/limits/sliding-window.ts";

const WINDOW_MS = 60_000;

interface Arrival {
  readonly afterMs: number;
  readonly cost: number;
}

const arrivals = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 20_000 }), cost: fc.integer({ min: 1, max: 10 }) }),
  { maxLength: 120 },
);
const limits = fc.integer({ min: 1, max: 40 });

interface Answered extends Arrival {
  readonly atMs: number;
  readonly isAllowed: boolean;
  readonly resetMs: number;
  readonly window: SlidingWindow;
}

function answersTo(asked: readonly Arrival[], limit: number): Answered[] {
  let window = EMPTY_WINDOW;
  let atMs = 1_000_000;
  return asked.map(({ afterMs, cost }) => {
    atMs += afterMs;
    const step = spend(window, { cost, limit, windowMs: WINDOW_MS, nowMs: atMs });
    window = step.window;
    return { afterMs, cost, atMs, window, isAllowed: step.spent.isAllowed, resetMs: step.spent.resetMs };
  });
}

test("no minute, wherever it begins, lets more than the limit through", () => {
  fc.assert(
    fc.property(arrivals, limits, (asked, limit) => {
      const allowed = answersTo(asked, limit).filter(({ isAllowed }) => isAllowed);
      for (const { atMs: from } of allowed) {
        const inMinute = allowed.filter(({ atMs }) => atMs >= from && atMs < from + WINDOW_MS);
        expect(inMinute.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(limit);
      }
    }),
  );
});

test("who waits as long as they are told gets in, and nobody waits longer than a window", () => {
  fc.assert(
    fc.property(arrivals, limits, (asked, limit) => {
      for (const { cost, isAllowed, resetMs, window, atMs } of answersTo(asked, limit)) {
        expect(resetMs).toBeGreaterThan(0);
        expect(resetMs).toBeLessThanOrEqual(WINDOW_MS);
        if (isAllowed || cost > limit) continue;
        const again = spend(window, { cost, limit, windowMs: WINDOW_MS, nowMs: atMs + resetMs });
        expect(again.spent.isAllowed).toBe(true);
      }
    }),
  );
});

test("whoever asks one by one gets all of the limit in every minute, however often they are refused", () => {
  fc.assert(
    fc.property(limits, fc.integer({ min: 1, max: 5 }), (limit, times) => {
      const everySecond = Array.from({ length: 61 * times }, () => ({ afterMs: 1_000, cost: 1 }));
      const allowed = answersTo(everySecond, limit).filter(({ isAllowed }) => isAllowed);
      expect(allowed.length).toBeGreaterThanOrEqual(limit * times);
    }),
  );
});

test("a window holds 61 runs of requests at most, however many requests there are", () => {
  const asked = Array.from({ length: 20_000 }, () => ({ afterMs: 7, cost: 1 }));

  const runs = answersTo(asked, 1_000_000).map(({ window }) => window.runs.length);

  expect(Math.max(...runs)).toBeLessThanOrEqual(61);
});
