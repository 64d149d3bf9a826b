import * as fc from "fast-check";
import { expect, test } from "vitest";
import { costNano, toPico } from "../../../../server/src/domain/prices/price.ts";

test.each([
  { price: 0, pico: 0n },
  { price: 0.031611, pico: 31_611_000_000n },
  { price: 0.00005479452, pico: 54_794_520n },
  { price: 1e-12, pico: 1n },
  { price: 0.4e-12, pico: 0n },
  { price: 1_000_000, pico: 1_000_000_000_000_000_000n },
])("a price of $price is $pico pico", ({ price, pico }) => {
  expect(toPico(price)).toBe(pico);
});

test.each([-0.01, 1_000_000.01, NaN, Infinity, -Infinity])("%d is refused as a price, and named", (price) => {
  expect(() => toPico(price)).toThrow(RangeError);
  expect(() => toPico(price)).toThrow(String(price));
});

test.each([
  { quantity: 1_000_000_000n, pico: 31_611_000_000n, cost: 31_611_000n },
  { quantity: 500_000_000n, pico: 31_611_000_001n, cost: 15_805_500n },
  { quantity: 1n, pico: 999_999_999_999n, cost: 0n },
  { quantity: 1n, pico: 1_000_000_000_000n, cost: 1n },
  { quantity: 0n, pico: 31_611_000_000n, cost: 0n },
])("$quantity nano-hours at $pico pico cost $cost nano, rounded down", ({ quantity, pico, cost }) => {
  expect(costNano(quantity, pico)).toBe(cost);
});

const quantityArbitrary = fc.bigInt({ min: 0n, max: 10n ** 15n });
const picoArbitrary = fc.bigInt({ min: 0n, max: 10n ** 15n });

test("the costs of two quantities are the cost of their sum, or a nano less", () => {
  fc.assert(
    fc.property(quantityArbitrary, quantityArbitrary, picoArbitrary, (a, b, pico) => {
      const residue = costNano(a + b, pico) - costNano(a, pico) - costNano(b, pico);

      expect([0n, 1n]).toContain(residue);
    }),
  );
});

test("more of a thing never costs less", () => {
  fc.assert(
    fc.property(quantityArbitrary, quantityArbitrary, picoArbitrary, (quantity, more, pico) => {
      expect(costNano(quantity + more, pico)).toBeGreaterThanOrEqual(costNano(quantity, pico));
    }),
  );
});
