import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sumNano, unitsOf } from "../../../../dashboard/src/charts/geometry/chart-parts.ts";
import { columnAt, stackOf } from "../../../../dashboard/src/charts/geometry/stack.ts";
import { boxesOf, nanoArbitrary, stackArbitrary } from "./drawn-boxes.ts";

const SIZE = { width: 3_000, height: 1_000 };

test("the area of each layer is its money, and all of them are the total", () => {
  fc.assert(
    fc.property(stackArbitrary, (input) => {
      const { layers, scale, columns } = stackOf({ ...input, ...SIZE });
      const [column] = columns;
      const apart = (column?.width ?? 0) >= 7 ? 1 : 0;
      const areaPerUnit = ((column?.width ?? 0) - apart) * (SIZE.height / (scale.most - scale.least));

      for (const { series, seenPath, partialPath } of layers) {
        const area = boxesOf(seenPath + partialPath).reduce((sum, box) => sum + box.area, 0);
        const wanted = unitsOf(sumNano(series.amounts)) * areaPerUnit;
        // Coordinates are written to a hundredth of a pixel.
        const tolerance = 0.02 * (SIZE.height + (column?.width ?? 0)) * series.amounts.length;
        expect(Math.abs(area - wanted)).toBeLessThanOrEqual(tolerance);
      }
    }),
  );
});

test("nothing is drawn in a gap, and its total is unknown", () => {
  fc.assert(
    fc.property(stackArbitrary, (input) => {
      const { layers, columns } = stackOf({ ...input, ...SIZE });
      const boxes = layers.flatMap(({ seenPath, partialPath }) => boxesOf(seenPath + partialPath));

      const gaps = columns.filter(({ bucket }) => bucket.state === "gap");
      for (const gap of gaps) {
        expect(gap.total).toBeNull();
        expect(
          boxes.filter(({ left, right }) => right > gap.x + 0.01 && left < gap.x + gap.width - 0.01),
        ).toEqual([]);
      }
    }),
  );
});

test("the total of a column is the exact sum of its series", () => {
  fc.assert(
    fc.property(stackArbitrary, (input) => {
      for (const [index, { bucket, total }] of stackOf({ ...input, ...SIZE }).columns.entries()) {
        if (bucket.state === "gap") continue;
        expect(total).toBe(sumNano(input.series.map(({ amounts }) => amounts[index])));
      }
    }),
  );
});

test("no path holds anything but numbers, whatever the amounts and the size", () => {
  const sizes = fc.record({
    width: fc.integer({ min: 0, max: 5_000 }),
    height: fc.integer({ min: 0, max: 500 }),
  });
  fc.assert(
    fc.property(stackArbitrary, fc.array(fc.option(nanoArbitrary)), sizes, (input, ghost, size) => {
      const { layers, ghostPath } = stackOf({ ...input, ghost, ...size });

      const paths = layers.flatMap(({ seenPath, partialPath }) => [seenPath, partialPath]);
      for (const path of [...paths, ghostPath]) expect(path).not.toMatch(/NaN|Infinity|e/);
    }),
  );
});

test("the line of the window before is broken where it is unknown", () => {
  const buckets = [0, 1, 2, 3].map((at) => ({ start: at, end: at + 1, state: "seen" as const }));

  const { ghostPath } = stackOf({ buckets, series: [], ghost: [1n, 1n, null, 1n], width: 40, height: 10 });

  expect(ghostPath.match(/M/g)).toHaveLength(2);
  expect(ghostPath).not.toMatch(/H3\d?\.?\d*V.*H40/);
});

test("what is below zero is stacked downwards from zero", () => {
  const buckets = [{ start: 0, end: 1, state: "seen" as const }];
  const series = [5n, -3n].map((units, index) => ({
    key: String(index),
    label: "",
    kind: "named" as const,
    amounts: [units * 10n ** 9n],
  }));

  const { layers, scale } = stackOf({ buckets, series, width: 5, height: 100 });

  expect(scale.least).toBeLessThanOrEqual(-3);
  const zero = 100 - scale.at(0);
  expect(layers.map(({ seenPath }) => Number(/ ([\d.]+)V/.exec(seenPath)?.[1]))).toEqual(
    [zero, zero].map((y) => expect.closeTo(y, 1)),
  );
});

test("each place belongs to one column", () => {
  fc.assert(
    fc.property(stackArbitrary, (input) => {
      const { columns } = stackOf({ ...input, ...SIZE });

      columns.forEach(({ x, width }, index) => expect(columnAt(columns, x + width / 2)).toBe(index));
      expect(columnAt(columns, SIZE.width + 5)).toBe(columns.length - 1);
    }),
  );
});
