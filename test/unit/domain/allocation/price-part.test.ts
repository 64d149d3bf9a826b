import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fitCapacity } from "../../../../server/src/domain/allocation/fit-capacity.ts";
import {
  type NodePart,
  type PricedPart,
  pricePart,
} from "../../../../server/src/domain/allocation/price-part.ts";

const CORE_HOUR = 1_000_000_000n;
/** Four hundredths of a unit an hour. */
const PRICE = 40_000_000_000n;

/** Fits what is billed into the part and prices it, as an hour does. */
function allocatePart(
  part: NodePart,
  billed: readonly bigint[],
): PricedPart & { quantities: readonly bigint[]; scaled: boolean } {
  const { quantities, scaled } = fitCapacity(billed, part.seen);
  return { ...pricePart(part, quantities), quantities, scaled };
}

test("what containers take is theirs, and what is free is idle", () => {
  const part = { seen: 4n * CORE_HOUR, unobserved: 0n, pricePico: PRICE };

  const allocated = allocatePart(part, [CORE_HOUR, 500_000_000n]);

  expect(allocated).toEqual({
    quantities: [CORE_HOUR, 500_000_000n],
    costs: [40_000_000n, 20_000_000n],
    scaled: false,
    assetNano: 160_000_000n,
    allocatedNano: 60_000_000n,
    idleNano: 100_000_000n,
    unobservedNano: 0n,
  });
});

test("time that nobody saw is neither taken nor idle", () => {
  const part = { seen: 3n * CORE_HOUR, unobserved: CORE_HOUR, pricePico: PRICE };

  const allocated = allocatePart(part, [CORE_HOUR]);

  expect(allocated).toMatchObject({
    assetNano: 160_000_000n,
    allocatedNano: 40_000_000n,
    idleNano: 80_000_000n,
    unobservedNano: 40_000_000n,
  });
});

test("what is taken beyond the capacity is scaled down, and nothing is idle", () => {
  const part = { seen: 4n * CORE_HOUR, unobserved: 0n, pricePico: PRICE };

  const allocated = allocatePart(part, [6n * CORE_HOUR, 2n * CORE_HOUR]);

  expect(allocated).toMatchObject({ costs: [120_000_000n, 40_000_000n], idleNano: 0n, scaled: true });
});

test("unseen time is not lent to containers that overcommit the seen", () => {
  const part = { seen: CORE_HOUR, unobserved: 3n * CORE_HOUR, pricePico: PRICE };

  const allocated = allocatePart(part, [2n * CORE_HOUR]);

  expect(allocated).toMatchObject({ costs: [40_000_000n], unobservedNano: 120_000_000n, scaled: true });
});

test("what was rounded down goes to idle", () => {
  const part = { seen: 3n, unobserved: 0n, pricePico: 500_000_000_000n };

  const allocated = allocatePart(part, [1n, 1n]);

  // Three halves of a nano are one nano; each single half is rounded down to nothing.
  expect(allocated).toMatchObject({ costs: [0n, 0n], assetNano: 1n, idleNano: 1n });
});

test("the asset is priced as a whole, not as the sum of what was seen and what was not", () => {
  const part = { seen: 1n, unobserved: 1n, pricePico: 500_000_000_000n };

  const allocated = allocatePart(part, []);

  expect(allocated).toMatchObject({ assetNano: 1n, idleNano: 1n, unobservedNano: 0n });
});

test("a part that costs nothing leaves nobody anything to pay", () => {
  const allocated = allocatePart({ seen: CORE_HOUR, unobserved: 0n, pricePico: 0n }, [CORE_HOUR]);

  expect(allocated).toMatchObject({ costs: [0n], assetNano: 0n, idleNano: 0n });
});

const quantityArbitrary = fc.bigInt({ min: 0n, max: 10n ** 13n });
const partArbitrary = fc.record({
  seen: quantityArbitrary,
  unobserved: quantityArbitrary,
  pricePico: fc.bigInt({ min: 0n, max: 10n ** 14n }),
});

test("asset is allocated, idle and unobserved together, each of them no less than nothing", () => {
  fc.assert(
    fc.property(partArbitrary, fc.array(quantityArbitrary, { maxLength: 20 }), (part, billed) => {
      const { assetNano, allocatedNano, idleNano, unobservedNano } = allocatePart(part, billed);

      expect(allocatedNano + idleNano + unobservedNano).toBe(assetNano);
      expect([allocatedNano, idleNano, unobservedNano].filter((nano) => nano < 0n)).toEqual([]);
    }),
  );
});

test("idle is what free capacity costs, but for a nano a figure", () => {
  fc.assert(
    fc.property(partArbitrary, fc.array(quantityArbitrary, { maxLength: 20 }), (part, billed) => {
      const { idleNano, quantities } = allocatePart(part, billed);

      const taken = quantities.reduce((sum, quantity) => sum + quantity, 0n);
      const residue = idleNano - ((part.seen - taken) * part.pricePico) / 1_000_000_000_000n;
      expect(residue).toBeGreaterThanOrEqual(0n);
      expect(residue).toBeLessThanOrEqual(BigInt(billed.length + 1));
    }),
  );
});

test("where containers took more than there was, there is no figure but an error that names what is left over", () => {
  // At 0.3 an hour: 1 for the asset, 3 for the container, and -1 for what is free.
  const part = { seen: 5n, unobserved: 0n, pricePico: 300_000_000_000n };

  expect(() => pricePart(part, [10n])).toThrow("A node does not close: -1 nano left over from 1 containers");
});
