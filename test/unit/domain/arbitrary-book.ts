import * as fc from "fast-check";
import { type Discount, DISCOUNTED, type PriceBook } from "../../../server/src/domain/prices/price-book.ts";
import type { PriceRule } from "../../../server/src/domain/prices/price-rule.ts";
import { HOUR, ROUND_BOOK } from "../../support/observations.ts";

const ordinaryPrice = fc.oneof(
  fc.constantFrom(0, 1e-12, 0.031611),
  fc.double({ min: 0, max: 2, noNaN: true }),
);
const price = fc.oneof({ weight: 9, arbitrary: ordinaryPrice }, { weight: 1, arbitrary: fc.constant(1_000) });

/** Mostly for ever; now and then over before the hour, or not begun yet. */
const validity = fc.constantFrom(
  { validFrom: null, validTo: null, confirmed: true },
  { validFrom: null, validTo: null, confirmed: true },
  { validFrom: HOUR, validTo: null, confirmed: true },
  { validFrom: null, validTo: HOUR, confirmed: true },
);

const nodePrices = fc.oneof(
  fc.record({ perCpuCoreHour: price, perRamGibHour: price, perGpuHour: price }),
  fc.record({ perCpuCoreHour: price, perRamGibHour: price }),
  // The total of a small node, split, must stay below the highest price that there is.
  fc.record({ perNodeHour: ordinaryPrice }),
);
const nodeMatch = fc.constantFrom(
  {},
  { node: "node-1" },
  { providerId: "i-1" },
  { instanceType: "m6i.large" },
  { instanceType: "m6i.large", region: "eu-west-1" },
  { label: { name: "pool", value: "general" } },
);

const rule: fc.Arbitrary<PriceRule> = fc
  .oneof(
    fc
      .record({ match: nodeMatch, prices: nodePrices })
      .map(({ match, prices }) => ({ kind: "node" as const, match, ...prices })),
    fc.record({
      kind: fc.constant("volume" as const),
      match: fc.constantFrom({}, { providerId: "vol-1" }, { volume: "pv-1" }, { storageClass: "gp3" }),
      perGibHour: price,
    }),
    fc.record({
      kind: fc.constant("loadBalancer" as const),
      match: fc.constantFrom({}, { namespace: "shop" }, { namespace: "shop", service: "front" }),
      perHour: price,
    }),
    fc.record({
      kind: fc.constant("network" as const),
      match: fc.record({ reach: fc.constantFrom("zone" as const, "region" as const, "internet" as const) }),
      perGib: price,
    }),
    fc.record({ kind: fc.constant("fee" as const), match: fc.constant({}), perHour: price }),
  )
  .chain((priced) => validity.map((valid) => ({ ...priced, ...valid })));

const discount: fc.Arbitrary<Discount> = fc.record({
  percent: fc.constantFrom(0, 0.1, 12.5, 33.333, 100),
  appliesTo: fc.subarray([...DISCOUNTED]),
});

/** Any book that a cluster may be priced by, for the hours and names of `arbitraryObservation`. */
export const arbitraryBook: fc.Arbitrary<PriceBook> = fc
  .record({
    rules: fc.array(rule, { maxLength: 5 }),
    discounts: fc.array(discount, { maxLength: 2 }),
    defaults: fc.constantFrom(ROUND_BOOK.defaults, { ...ROUND_BOOK.defaults, perCpuCoreHour: 0 }),
  })
  .map((fields) => ({ ...ROUND_BOOK, ...fields }));
