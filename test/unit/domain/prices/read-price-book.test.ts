import * as fc from "fast-check";
import { expect, test } from "vitest";
import { volumePrice } from "../../../../server/src/domain/prices/asset-prices.ts";
import { nodeRates } from "../../../../server/src/domain/prices/node-rates.ts";
import type { PricedNode } from "../../../../server/src/domain/prices/priced-node.ts";
import {
  DEFAULT_PRICE_BOOK,
  type PriceBook,
  PriceBookError,
} from "../../../../server/src/domain/prices/price-book.ts";
import { readPriceBook } from "../../../../server/src/domain/prices/read-price-book.ts";
import { gib, HOUR } from "../../../support/observations.ts";

const NODE: PricedNode = {
  name: "ip-10-0-0-4",
  providerId: "aws:///eu-west-1a/i-0abc",
  instanceType: "m6i.xlarge",
  region: "eu-west-1",
  labels: { pool: "gpu" },
  capacityType: "on-demand" as const,
  cpuCores: 4,
  ramBytes: gib(16),
  gpus: 0,
  reported: { perCpuCoreHour: 0.05, perRamGibHour: 0.006 },
};

function bookOf(content: object): PriceBook {
  return readPriceBook("own.json", JSON.stringify({ name: "own", ...content }));
}

function faultsOf(content: object | string, file = "own.json"): readonly string[] {
  try {
    readPriceBook(file, typeof content === "string" ? content : JSON.stringify({ name: "own", ...content }));
  } catch (error) {
    if (error instanceof PriceBookError) return error.faults;
    throw error;
  }
  return [];
}

test.each([
  { rules: ["providerId", "node", "instanceType", "label"], winner: "provider id aws:///eu-west-1a/i-0abc" },
  { rules: ["node", "instanceType", "label"], winner: "node ip-10-0-0-4" },
  { rules: ["instanceType", "label"], winner: "instance type m6i.xlarge" },
  { rules: ["label"], winner: "label pool=gpu" },
])("of $rules the closest wins, whatever its place in the file", ({ rules, winner }) => {
  const names: Record<string, string> = {
    providerId: NODE.providerId,
    node: NODE.name,
    instanceType: NODE.instanceType,
    label: "pool=gpu",
  };
  const prices = rules
    .toReversed()
    .map((field) => ({ kind: "node", [field]: names[field], perCpuCoreHour: 0.04, perRamGibHour: 0.005 }));

  expect(nodeRates(NODE, HOUR, bookOf({ prices }))).toMatchObject({ source: "custom", rule: winner });
});

test("a price holds from its first hour up to its last, which is left out", () => {
  const valid = {
    validFrom: new Date(HOUR).toISOString(),
    validTo: new Date(HOUR + 3_600_000).toISOString(),
  };
  const book = bookOf({ prices: [{ kind: "volume", perGibHour: 0.0001, ...valid }] });
  const volume = { name: "pv", providerId: "", storageClass: "", reported: null };

  const sources = [-1, 0, 1].map((hours) => volumePrice(volume, HOUR + hours * 3_600_000, book).source);

  expect(sources).toEqual(["default", "custom", "default"]);
});

test("a discount comes off the exporter's price and the default, not off what was agreed", () => {
  const discounts = [{ percent: 10 }];
  const prices = [{ kind: "node", node: NODE.name, perCpuCoreHour: 0.04, perRamGibHour: 0.005 }];

  expect(nodeRates(NODE, HOUR, bookOf({ discounts }))).toMatchObject({
    perCpuCorePico: 45_000_000_000n,
    perGpuPico: 950_000_000_000n,
    rule: "exporter less 10 %",
  });
  expect(nodeRates(NODE, HOUR, bookOf({ discounts, prices })).perCpuCorePico).toBe(40_000_000_000n);
});

test("a discount never raises a price, and a hundred percent leave nothing", () => {
  const percents = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(percents, (percent) => {
      const { perCpuCorePico } = nodeRates(NODE, HOUR, bookOf({ discounts: [{ percent }] }));
      expect(perCpuCorePico).toBeGreaterThanOrEqual(0n);
      expect(perCpuCorePico).toBeLessThanOrEqual(50_000_000_000n);
    }),
  );
  expect(nodeRates(NODE, HOUR, bookOf({ discounts: [{ percent: 100 }] })).perCpuCorePico).toBe(0n);
});

test("a node's total is split so that its parts add up to it", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 10, noNaN: true }), (perNodeHour) => {
      const book = bookOf({ prices: [{ kind: "node", node: NODE.name, perNodeHour }] });
      const { perCpuCorePico, perRamGibPico } = nodeRates(NODE, HOUR, book);
      const total = (4 * Number(perCpuCorePico) + 16 * Number(perRamGibPico)) / 1e12;
      expect(total).toBeCloseTo(perNodeHour, 9);
    }),
  );
});

test.each([
  {
    what: "a price per byte instead of per GiB",
    content: { prices: [{ kind: "node", node: "a", perCpuCoreHour: 0.04, perRamGibHour: 4_500_000 }] },
    fault: /perRamGibHour/,
  },
  {
    what: "a hundredfold price",
    content: { prices: [{ kind: "volume", storageClass: "gp3", perGibHour: 0.08 }] },
    fault: /perGibHour is 0\.08, but the default is 0\.00005479452/,
  },
  {
    what: "half of a node's parts",
    content: { prices: [{ kind: "node", node: "a", perCpuCoreHour: 0.04 }] },
    fault: /needs either perNodeHour/,
  },
  {
    what: "a change within the hour",
    content: { prices: [{ kind: "fee", perHour: 0.1, validFrom: "2026-01-01T00:30:00Z" }] },
    fault: /whole hour/,
  },
  {
    what: "one thing priced twice",
    content: {
      prices: [
        { kind: "fee", perHour: 0.1 },
        { kind: "fee", perHour: 0.2 },
      ],
    },
    fault: /priced twice for the same time/,
  },
  {
    what: "euros without defaults",
    content: { currency: "EUR", discounts: [{ percent: 5 }] },
    fault: /must be given in EUR/,
  },
  { what: "a field that nobody reads", content: { price: [] }, fault: /price/ },
  { what: "no JSON", content: "{", fault: /is not JSON/ },
])("$what is refused", ({ content, fault }) => {
  expect(faultsOf(content)).toEqual([expect.stringMatching(fault)]);
});

test("all faults of a CSV book come at once, with their lines", () => {
  const text = "kind,node,perNodeHour\nnode,a,0.2\nnode,b,cheap\nvloume,,0.1\n";

  expect(faultsOf(text, "own.csv")).toEqual([
    expect.stringMatching(/^line 3: perNodeHour/),
    expect.stringMatching(/^line 4: kind/),
  ]);
});

test("a price out of all proportion that is confirmed is taken as it is, and so is one of nothing", () => {
  const prices = [
    { kind: "volume", storageClass: "gold", perGibHour: 1, confirmed: true },
    { kind: "loadBalancer", perHour: 0 },
  ];

  expect(faultsOf({ prices })).toEqual([]);
});

test("a book keeps the defaults that it does not name", () => {
  const { defaults } = bookOf({ defaults: { perGpuHour: 1.2 } });

  expect(defaults).toEqual({ ...DEFAULT_PRICE_BOOK.defaults, perGpuHour: 1.2 });
});
