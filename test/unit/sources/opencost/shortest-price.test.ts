import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  digitsOf,
  placesOf,
  shortestPrice,
} from "../../../../server/src/sources/opencost/assets/shortest-price.ts";

test.each([
  { money: 0.252888, amount: 8, price: 0.031611 },
  { money: 0.27083, amount: 65 / 6, price: 0.025 },
  { money: 22.720833, amount: 1_435 / 60, price: 0.95 },
])("$money for $amount was a price of $price", ({ money, amount, price }) => {
  expect(shortestPrice(money, amount)).toBe(price);
});

test("the price is never further off than the rounding of the money", () => {
  const prices = fc.double({ min: 1e-4, max: 1e3, noNaN: true });
  const amounts = fc.double({ min: 1e-2, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(prices, amounts, fc.constantFrom(5, 6), (price, amount, places) => {
      const money = Math.round(price * amount * 10 ** places) / 10 ** places;

      const found = shortestPrice(money, amount, places);

      expect(Math.abs(found - money / amount)).toBeLessThanOrEqual((0.5000001 * 10 ** -places) / amount);
    }),
  );
});

test("money is taken to be rounded to five places unless it shows more", () => {
  expect(placesOf(1, 0.5, null)).toBe(5);
  expect(placesOf(0.25, 0.135584)).toBe(6);
  expect(digitsOf(0.031611)).toBe(5);
});
