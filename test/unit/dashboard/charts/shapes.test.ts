import * as fc from "fast-check";
import { expect, test } from "vitest";
import { barsOf } from "../../../../dashboard/src/charts/geometry/bars.ts";
import { sumNano, unitsOf } from "../../../../dashboard/src/charts/geometry/chart-parts.ts";
import { sparkPath } from "../../../../dashboard/src/charts/geometry/spark.ts";
import { treemapOf } from "../../../../dashboard/src/charts/geometry/treemap.ts";
import { type WaterfallStep, waterfallOf } from "../../../../dashboard/src/charts/geometry/waterfall.ts";
import { nanoArbitrary } from "./drawn-boxes.ts";

const named = (nano: bigint, index: number) => ({
  key: String(index),
  label: `item ${index}`,
  kind: "named" as const,
  nano,
});

test("a tile is as large as its cost, and all of them fill the room", () => {
  fc.assert(
    fc.property(fc.array(nanoArbitrary, { minLength: 1, maxLength: 60 }), (amounts) => {
      const room = { width: 640, height: 320 };
      const tiles = treemapOf(amounts.map(named), room);

      const total = unitsOf(sumNano(amounts));
      expect(tiles).toHaveLength(amounts.filter((nano) => nano > 0n).length);
      for (const { item, width, height } of tiles)
        expect(width * height).toBeCloseTo((unitsOf(item.nano) / total) * room.width * room.height, 3);
    }),
  );
});

test("a treemap without cost, or without room, has no tile", () => {
  expect(treemapOf([named(0n, 0), named(-5n, 1)], { width: 10, height: 10 })).toEqual([]);
  expect(treemapOf([named(1n, 0)], { width: 0, height: 10 })).toEqual([]);
});

function step(kind: WaterfallStep["kind"], nano: bigint, key: string): WaterfallStep {
  return { key, label: key, kind, nano };
}

test("a waterfall's bars join, and it says what the changes leave unexplained", () => {
  const changes = fc.array(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), { maxLength: 8 });
  fc.assert(
    fc.property(nanoArbitrary, changes, fc.bigInt({ min: -5n, max: 5n }), (before, nanos, missing) => {
      const after = before + sumNano(nanos) + missing;
      const steps = [
        step("total", before, "before"),
        ...nanos.map((nano, index) => step("change", nano, String(index))),
        step("total", after, "after"),
      ];

      const { bars, missingNano, zeroX } = waterfallOf(steps, 500);

      expect(missingNano).toBe(missing);
      bars.forEach(({ x, width, endX }, index) => {
        expect(x).toBeGreaterThanOrEqual(-1e-9);
        expect(x + width).toBeLessThanOrEqual(500 + 1e-6);
        const fromX = steps[index]?.kind === "total" ? zeroX : (bars[index - 1]?.endX ?? zeroX);
        expect(Math.abs(Math.abs(endX - fromX) - width)).toBeLessThan(1e-6);
      });
    }),
  );
});

test("small changes of large totals are drawn on an axis that is cut, and says so", () => {
  const units = 10n ** 9n;
  const small = [
    step("total", 1_000n * units, "a"),
    step("change", 5n * units, "b"),
    step("total", 1_005n * units, "c"),
  ];
  const large = [
    step("total", 100n * units, "a"),
    step("change", 50n * units, "b"),
    step("total", 150n * units, "c"),
  ];

  expect(waterfallOf(small, 100).cutAt).toBeGreaterThan(990);
  expect(waterfallOf(small, 100).bars[1]?.width).toBeCloseTo(60, 6);
  expect(waterfallOf(large, 100).cutAt).toBeNull();
});

test("the longest bar fills the room, and parts follow each other without a hole", () => {
  const parts = fc.array(fc.array(nanoArbitrary, { maxLength: 5 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(parts, (amounts) => {
      const bars = barsOf(amounts.map((bar) => bar.map(named)));

      const widest = Math.max(...bars.map((bar) => bar.reduce((sum, { width }) => sum + width, 0)));
      expect(widest).toBeCloseTo(amounts.flat().some((nano) => nano > 0n) ? 1 : 0, 9);
      for (const bar of bars)
        bar.forEach(({ from }, index) => {
          const before = bar[index - 1];
          expect(from).toBeCloseTo(before ? before.from + before.width : 0, 9);
        });
    }),
  );
});

test("a spark has a line for each stretch that is known, and nothing but numbers in it", () => {
  fc.assert(
    fc.property(fc.array(fc.option(nanoArbitrary), { maxLength: 60 }), (amounts) => {
      const path = sparkPath(amounts, { width: 96, height: 24 });

      const runs = amounts.filter((nano, index) => nano !== null && (amounts[index - 1] ?? null) === null);
      expect(path.match(/M/g) ?? []).toHaveLength(runs.length);
      expect(path).not.toMatch(/NaN|Infinity|e/);
    }),
  );
});
