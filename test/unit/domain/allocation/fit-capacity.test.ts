import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fitCapacity, type FittedQuantities } from "../../../../server/src/domain/allocation/fit-capacity.ts";

test.each([
  { what: "less than there is", billed: [300n, 200n], capacity: 1_000n },
  { what: "just what there is", billed: [700n, 300n], capacity: 1_000n },
  { what: "nothing of nothing", billed: [0n, 0n], capacity: 0n },
  { what: "nothing, by nobody", billed: [], capacity: 1_000n },
])("$what is billed as it is", ({ billed, capacity }) => {
  expect(fitCapacity(billed, capacity)).toEqual({ quantities: billed, scaled: false });
});

test("requests that exceed the capacity are scaled down together, in proportion", () => {
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

test.each([
  {
    what: "the one that went furthest beyond its request is cut first",
    requested: [1n, 1n, 0n],
    quantities: [2n, 5n, 3n],
  },
  {
    what: "what did not use more than it requested keeps it",
    requested: [2n, 3n, 0n],
    quantities: [2n, 6n, 2n],
  },
  {
    what: "requests alone are cut, and usage beyond them gets nothing",
    requested: [2n, 100n, 18n],
    quantities: [0n, 8n, 2n],
  },
  { what: "without requests all are cut to one level", requested: [0n, 0n, 0n], quantities: [2n, 4n, 4n] },
])("$what", ({ requested, quantities }) => {
  expect(fitCapacity([2n, 100n, 18n], 10n, { requested, used: [2n, 100n, 18n] }).quantities).toEqual(
    quantities,
  );
});

test("of two that went as far beyond their requests, the first takes the nano that does not come out even", () => {
  const fitted = fitCapacity([10n, 10n], 15n, { requested: [0n, 0n], used: [10n, 10n] });

  expect(fitted.quantities).toEqual([8n, 7n]);
});

/** Two containers on a node of 200, of which one requests 100 and the other uses so much. */
function fitUsed(used: bigint): FittedQuantities {
  return fitCapacity([100n, 300n], 200n, { requested: [100n, 0n], used: [0n, used] });
}

test("usage that fits its node is possible, and scales all down together; a little more may be jitter", () => {
  expect(fitUsed(200n)).toEqual({ quantities: [50n, 150n], scaled: true });
  expect(fitUsed(210n)).toEqual({ quantities: [50n, 150n], scaled: true });
  expect(fitUsed(211n)).toEqual({ quantities: [100n, 100n], scaled: true });
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

const takenArbitrary = fc.array(
  fc.record({
    requested: fc.bigInt({ min: 0n, max: 10n ** 6n }),
    excess: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 10n ** 18n })),
  }),
  { minLength: 1, maxLength: 12 },
);

function fit(taken: readonly { requested: bigint; excess: bigint }[], capacity: bigint): readonly bigint[] {
  const billed = taken.map(({ requested, excess }) => requested + excess);
  return fitCapacity(
    billed,
    capacity,
    // More than there is, so that the rule for what cannot be is tried.
    { requested: taken.map(({ requested }) => requested), used: [2n * capacity + 1n] },
  ).quantities;
}

test("while requests fit, everybody gets at least what it requested, and no excess is cut below a smaller one", () => {
  fc.assert(
    fc.property(takenArbitrary, fc.bigInt({ min: 0n, max: 10n ** 9n }), (taken, spare) => {
      const capacity = taken.reduce((sum, { requested }) => sum + requested, 0n) + spare;

      const beyond = fit(taken, capacity).map(
        (quantity, place) => quantity - (taken[place]?.requested ?? 0n),
      );

      const cut = taken.flatMap(({ excess }, place) =>
        (beyond[place] ?? 0n) < excess ? [beyond[place] ?? 0n] : [],
      );
      const level = cut.reduce((least, each) => (each < least ? each : least), 10n ** 20n);
      expect(beyond.filter((each) => each < 0n || each > level + 1n)).toEqual([]);
    }),
  );
});

test("however wrong one usage is, those who kept to their requests pay the same", () => {
  fc.assert(
    fc.property(takenArbitrary, fc.bigInt({ min: 0n, max: 10n ** 18n }), (taken, wrong) => {
      const modest = taken.map(({ requested }) => ({ requested, excess: 0n }));
      const capacity = taken.reduce((sum, { requested }) => sum + requested, 0n) + 7n;
      const [first, ...others] = modest;
      if (first === undefined) return;

      const [, ...fitted] = fit([{ ...first, excess: wrong }, ...others], capacity);

      expect(fitted).toEqual(others.map(({ requested }) => requested));
    }),
  );
});

test("nobody's share depends on the order by more than a nano", () => {
  fc.assert(
    fc.property(takenArbitrary, fc.bigInt({ min: 0n, max: 10n ** 9n }), (taken, capacity) => {
      const there = fit(taken, capacity);
      const back = fit(taken.toReversed(), capacity).toReversed();

      const apart = there.map((quantity, place) => quantity - (back[place] ?? 0n));
      expect(apart.filter((each) => each > 1n || each < -1n)).toEqual([]);
    }),
  );
});
