import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fitCapacity } from "../../../../server/src/domain/allocation/fit-capacity.ts";

test.each([
  { what: "less than there is", billed: [300n, 200n], capacity: 1_000n },
  { what: "just what there is", billed: [700n, 300n], capacity: 1_000n },
  { what: "nothing of nothing", billed: [0n, 0n], capacity: 0n },
  { what: "nothing, by nobody", billed: [], capacity: 1_000n },
])("$what is billed as it is", ({ billed, capacity }) => {
  expect(fitCapacity(billed, capacity)).toEqual({ quantities: billed, scaled: false });
});

test("what exceeds the capacity is scaled down together, in proportion", () => {
  expect(fitCapacity([1_000n, 3_000n], 2_000n)).toEqual({ quantities: [500n, 1_500n], scaled: true });
});

test("what is billed of nothing is scaled down to nothing", () => {
  expect(fitCapacity([1_000n, 3_000n], 0n)).toEqual({ quantities: [0n, 0n], scaled: true });
});

test("a sum that exceeds the capacity by rounding alone is fitted, but is no overcommit", () => {
  // Six containers, one after the other, 10 minutes each, on a node of one core: together it is just full.
  const sixth = 166_666_667n;

  const { quantities, scaled } = fitCapacity([sixth, sixth, sixth, sixth, sixth, sixth], 1_000_000_000n);

  expect(quantities.reduce((sum, quantity) => sum + quantity, 0n)).toBe(1_000_000_000n);
  expect(scaled).toBe(false);
});

const billedArbitrary = fc.array(fc.bigInt({ min: 0n, max: 10n ** 13n }), { maxLength: 20 });
const capacityArbitrary = fc.bigInt({ min: 0n, max: 10n ** 13n });

test("what is billed never exceeds the capacity, and nobody is billed more than before", () => {
  fc.assert(
    fc.property(billedArbitrary, capacityArbitrary, (billed, capacity) => {
      const { quantities } = fitCapacity(billed, capacity);

      expect(quantities.reduce((sum, quantity) => sum + quantity, 0n)).toBeLessThanOrEqual(capacity);
      expect(quantities.filter((quantity, index) => quantity > (billed[index] ?? 0n))).toEqual([]);
    }),
  );
});

test("a capacity that is exceeded is used up to the last nano", () => {
  fc.assert(
    fc.property(billedArbitrary, capacityArbitrary, (billed, capacity) => {
      fc.pre(billed.reduce((sum, quantity) => sum + quantity, 0n) > capacity);

      const { quantities } = fitCapacity(billed, capacity);

      expect(quantities.reduce((sum, quantity) => sum + quantity, 0n)).toBe(capacity);
    }),
  );
});

test("one nano each is rounding; one more is an overcommit", () => {
  expect(fitCapacity([500n, 501n, 501n], 1_499n)).toMatchObject({ scaled: false });
  expect(fitCapacity([500n, 501n, 501n], 1_498n)).toMatchObject({ scaled: true });
});
