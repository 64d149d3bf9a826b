import { splitNano } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";

test.each([
  { total: 100n, weights: [1n, 1n, 1n], parts: [33n, 33n, 34n] },
  { total: 1n, weights: [1n, 0n, 1n], parts: [0n, 0n, 1n] },
  { total: 10n, weights: [1n, 2n, 7n], parts: [1n, 2n, 7n] },
  { total: 5n, weights: [3n], parts: [5n] },
  { total: 0n, weights: [1n, 2n], parts: [0n, 0n] },
  { total: 7n, weights: [0n, 0n, 5n, 0n], parts: [0n, 0n, 7n, 0n] },
  { total: -10n, weights: [1n, 1n, 1n], parts: [-3n, -3n, -4n] },
])("$total by $weights is $parts", ({ total, weights, parts }) => {
  expect(splitNano(total, weights)).toEqual(parts);
});

test.each([{ weights: [] }, { weights: [0n] }, { weights: [0n, 0n] }, { weights: [1n, -2n] }])(
  "a split by $weights is refused, for it would lose the money",
  ({ weights }) => {
    expect(() => splitNano(5n, weights)).toThrow(RangeError);
  },
);

const weightsArbitrary = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 40 })
  .filter((weights) => weights.some((weight) => weight > 0n));
const totalArbitrary = fc.bigInt({ min: 0n, max: 10n ** 20n });

test("the parts add up to the total", () => {
  fc.assert(
    fc.property(totalArbitrary, weightsArbitrary, (total, weights) => {
      const parts = splitNano(total, weights);

      expect(parts).toHaveLength(weights.length);
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(total);
    }),
  );
});

test("each part is within a nano of its exact share, and never negative", () => {
  fc.assert(
    fc.property(totalArbitrary, weightsArbitrary, (total, weights) => {
      const weightSum = weights.reduce((sum, weight) => sum + weight, 0n);

      splitNano(total, weights).forEach((part, index) => {
        const share = total * (weights[index] ?? 0n);
        expect(part).toBeGreaterThanOrEqual(0n);
        expect((part - 1n) * weightSum).toBeLessThan(share);
        expect((part + 1n) * weightSum).toBeGreaterThan(share);
      });
    }),
  );
});

test("a weight of nothing gets nothing", () => {
  fc.assert(
    fc.property(totalArbitrary, weightsArbitrary, (total, weights) => {
      const parts = splitNano(total, weights);

      expect(parts.filter((part, index) => weights[index] === 0n && part !== 0n)).toEqual([]);
    }),
  );
});
