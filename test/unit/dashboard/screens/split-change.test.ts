import * as fc from "fast-check";
import { expect, test } from "vitest";
import { waterfallOf } from "../../../../dashboard/src/charts/geometry/waterfall.ts";
import { splitChange, type WindowCost } from "../../../../dashboard/src/screens/changes/split-change.ts";

const HOUR_MS = 3_600_000;
const nano = fc.bigInt({ min: 0n, max: 10n ** 15n });
const signed = fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n });
const windowCost = fc.record({
  allocated: nano,
  idle: nano,
  unobserved: nano,
  fee: nano,
  dueMs: fc.integer({ min: 1, max: 2_000 }).map((hours) => hours * HOUR_MS),
  seenRatio: fc.double({ min: 0, max: 1, noNaN: true }),
});

function worth(key: string, steps: ReturnType<typeof splitChange>): bigint | undefined {
  return steps.find((step) => step.key === key)?.nano;
}

const WEEK: WindowCost = {
  allocated: 700n,
  idle: 140n,
  unobserved: 0n,
  fee: 70n,
  dueMs: 168 * HOUR_MS,
  seenRatio: 1,
};
const NOTHING = { newNano: 0n, goneNano: 0n, quantityNano: 0n, priceNano: 0n };

test("the steps lead from one total to the other to the nano, whatever was seen", () => {
  fc.assert(
    fc.property(
      windowCost,
      windowCost,
      fc.tuple(nano, nano, signed),
      (before, later, [newNano, goneNano, priceNano]) => {
        const quantityNano = later.allocated - before.allocated - newNano + goneNano - priceNano;
        const change = { newNano, goneNano, quantityNano, priceNano };

        const steps = splitChange({ before, after: later, change, isWhole: true });

        expect(waterfallOf(steps, 100).missingNano).toBe(0n);
      },
    ),
  );
});

test("half the hours unseen is no saving: quantity and idle stay, coverage is the difference", () => {
  const after = { ...WEEK, allocated: 350n, idle: 70n, seenRatio: 0.5 };

  const steps = splitChange({
    before: WEEK,
    after,
    change: { ...NOTHING, quantityNano: -350n },
    isWhole: true,
  });

  expect(worth("quantity", steps)).toBe(0n);
  expect(worth("idle", steps)).toBe(0n);
  expect(worth("coverage", steps)).toBe(-420n);
});

test("what stood in minutes that nobody saw is part of coverage, not of quantity", () => {
  const after = { ...WEEK, allocated: 350n, idle: 70n, unobserved: 420n, seenRatio: 0.5 };

  const steps = splitChange({
    before: WEEK,
    after,
    change: { ...NOTHING, quantityNano: -350n },
    isWhole: true,
  });

  expect(worth("quantity", steps)).toBe(0n);
  expect(worth("coverage", steps)).toBe(0n);
});

test("windows of unequal length are compared at the length of the later one", () => {
  const after = { ...WEEK, allocated: 1_500n, idle: 280n, fee: 140n, dueMs: 336 * HOUR_MS };

  const steps = splitChange({
    before: WEEK,
    after,
    change: { ...NOTHING, quantityNano: 800n },
    isWhole: true,
  });

  expect(worth("quantity", steps)).toBe(100n);
  expect(worth("length", steps)).toBe(910n);
  expect([worth("idle", steps), worth("fee", steps), worth("coverage", steps)]).toEqual([0n, 0n, 0n]);
});

test("a window before which nothing was seen has no pace to compare with", () => {
  const before = { ...WEEK, allocated: 0n, idle: 0n, fee: 0n, seenRatio: 0 };

  const steps = splitChange({ before, after: WEEK, change: { ...NOTHING, newNano: 700n }, isWhole: true });

  expect(worth("new", steps)).toBe(700n);
  expect(worth("coverage", steps)).toBe(0n);
});

test("a reader of some namespaces has no steps of idle and fee", () => {
  const part = { ...WEEK, idle: 0n, fee: 0n };

  const keys = splitChange({ before: part, after: part, change: NOTHING, isWhole: false }).map(
    ({ key }) => key,
  );

  expect(keys).toEqual(["before", "new", "gone", "quantity", "price", "coverage", "after"]);
});
