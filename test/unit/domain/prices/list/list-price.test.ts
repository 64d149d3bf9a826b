import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import {
  listRates,
  type ListedNode,
  type PriceLists,
} from "../../../../../server/src/domain/prices/list/list-price.ts";
import { nodeRates } from "../../../../../server/src/domain/prices/node-rates.ts";
import type { PricedNode } from "../../../../../server/src/domain/prices/priced-node.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../../server/src/domain/prices/price-book.ts";
import { BYTES_PER_GIB } from "../../../../../server/src/domain/units.ts";
import { priceShelf } from "../../../../../server/src/price-list/price-shelf.ts";

const HOUR = Date.parse("2026-11-01T00:00:00Z");
const NODE: PricedNode = {
  name: "ip-10-0-0-1",
  providerId: "aws:///eu-west-1a/i-0abc",
  instanceType: "m6i.xlarge",
  region: "eu-west-1",
  labels: {},
  capacityType: "on-demand",
  cpuCores: 4,
  ramBytes: 16 * BYTES_PER_GIB,
  gpus: 0,
  reported: null,
};
const GPU_NODE = {
  ...NODE,
  instanceType: "p5.48xlarge",
  region: "us-east-1",
  providerId: "",
  cpuCores: 192,
  ramBytes: 2_048 * BYTES_PER_GIB,
  gpus: 8,
};

let lists: PriceLists = [];
beforeAll(async () => {
  const places = ["eu-west-1", "us-west-2", "us-west-2-lax-1", "us-east-1"];
  const onAws = places.map((region) => ({ ...NODE, providerId: "", region }));
  const azure = { ...NODE, providerId: "", instanceType: "Standard_D4s_v5", region: "westeurope" };
  lists = await priceShelf()([
    ...onAws,
    { ...NODE, providerId: "aws:///us-west-2-lax-1a/i-0", region: "us-west-2" },
    azure,
  ]);
});

/** What an hour of a whole node costs, in dollars. */
function hourOf(
  { cpuCores, ramBytes, gpus }: ListedNode,
  rates: { cpu: bigint; ram: bigint; gpu: bigint },
): number {
  const ramGib = ramBytes / BYTES_PER_GIB;
  return (cpuCores * Number(rates.cpu) + ramGib * Number(rates.ram) + gpus * Number(rates.gpu)) / 1e12;
}

test.each<[string, Partial<PricedNode>, number, string]>([
  ["of its region", {}, 0.214, "list 2025-04-24, m6i.xlarge in eu-west-1, on demand"],
  [
    "of the base region",
    { region: "us-east-1", providerId: "" },
    0.192,
    "list 2026-07-20, m6i.xlarge in us-east-1, on demand",
  ],
  [
    "of its cloud",
    { providerId: "", instanceType: "Standard_D4s_v5", region: "westeurope" },
    0.23,
    "list 2026-06-18, Standard_D4s_v5 in westeurope, on demand",
  ],
  ["with GPUs", GPU_NODE, 55.04, "list 2026-07-20, p5.48xlarge in us-east-1, on demand"],
])("a node's hour costs the list price %s", (_of, more, dollars, rule) => {
  const node = { ...NODE, ...more };
  const rates = listRates(node, lists);
  expect(rates).toMatchObject({ source: "list", rule });
  expect(rates && hourOf(node, rates)).toBeCloseTo(dollars, 9);
});

test("a node's hour costs the list price whatever the node says of its own size", () => {
  const sizes = fc.record({
    cpuCores: fc.integer({ min: 1, max: 512 }),
    ramBytes: fc.integer({ min: 2 ** 28, max: 2 ** 43 }),
  });
  fc.assert(
    fc.property(sizes, (size) => {
      const node = { ...NODE, ...size };
      const rates = listRates(node, lists);
      expect(rates && hourOf(node, rates)).toBeCloseTo(0.214, 8);
    }),
  );
});

test("a type that its region's list does not have is estimated, and says by which family", () => {
  const node = { ...NODE, instanceType: "m8i.xlarge" };
  const rates = listRates(node, lists);
  expect(rates).toMatchObject({
    source: "estimate",
    rule: "estimated from m7i in eu-west-1, list 2026-07-20, m8i.xlarge on demand, usually right to 0.2 %",
  });
  // 0.21168 in us-east-1, times 0.2247 to 0.2016 of m7i.xlarge.
  expect(rates && hourOf(node, rates)).toBeCloseTo(0.23594, 4);
});

test("a spot node costs a share of the list price, and says that this is an estimate with its range", () => {
  const rates = listRates({ ...NODE, capacityType: "spot" }, lists);
  expect(rates?.source).toBe("estimate");
  expect(rates?.rule).toBe(
    "spot, estimated at 34 % (usually 16 to 47 %) of list 2025-04-24, m6i.xlarge in eu-west-1, on demand",
  );
  expect(rates && hourOf(NODE, rates)).toBeCloseTo(0.214 * 0.34, 9);
});

test("a local zone has prices of its own; without one it is estimated from the region's", () => {
  const inZone = { ...NODE, providerId: "aws:///us-west-2-lax-1a/i-0", region: "us-west-2" };
  const listed = listRates({ ...inZone, instanceType: "t3.xlarge" }, lists);
  expect(listed).toMatchObject({ source: "list", rule: expect.stringContaining("in us-west-2-lax-1,") });
  expect(listed && hourOf(NODE, listed)).toBeCloseTo(0.1997, 3);
  const estimated = listRates({ ...inZone, instanceType: "x2idn.16xlarge" }, lists);
  expect(estimated).toMatchObject({
    source: "estimate",
    rule: expect.stringMatching(/^estimated for us-west-2-lax-1 at 120 % \(as its other types\) of list /),
  });
  const elsewhere = { ...inZone, providerId: "aws:///us-west-2-new-1a/i-0", instanceType: "m5.xlarge" };
  expect(listRates(elsewhere, lists)).toMatchObject({
    source: "estimate",
    rule: expect.stringContaining("at 125 % (usually 115 to 135 %) of list"),
  });
});

test.each<[string, Partial<PricedNode>]>([
  ["a type that no cloud has", { instanceType: "k3s" }],
  ["a region that is not in the list", { region: "cn-north-1", providerId: "" }],
  ["no type", { instanceType: "" }],
  ["no cores", { cpuCores: 0 }],
  ["no memory", { ramBytes: 0 }],
])("no list prices a node with %s", (_with, more) => {
  expect(listRates({ ...NODE, ...more }, lists)).toBeNull();
});

const OWN = {
  kind: "node",
  match: {},
  validFrom: null,
  validTo: null,
  confirmed: false,
  perNodeHour: 1,
} as const;

test.each<[string, Partial<PricedNode>, Partial<typeof DEFAULT_PRICE_BOOK>, string]>([
  ["the price book", { reported: { perNodeHour: 2 } }, { rules: [OWN] }, "custom"],
  ["the exporter", { reported: { perNodeHour: 2 } }, {}, "exporter"],
  ["the list", {}, {}, "list"],
  ["an estimate", { capacityType: "spot" }, {}, "estimate"],
  ["the defaults", { instanceType: "k3s" }, {}, "default"],
  ["the defaults where pods are billed", { billing: "pods" }, {}, "default"],
  ["the defaults in another currency", {}, { currency: "EUR" }, "default"],
  [
    "defaults of one's own",
    {},
    { defaults: { ...DEFAULT_PRICE_BOOK.defaults, perCpuCoreHour: 0.02 } },
    "default",
  ],
  [
    "the list where only other defaults are one's own",
    {},
    { defaults: { ...DEFAULT_PRICE_BOOK.defaults, perVolumeGibHour: 1 } },
    "list",
  ],
])("%s prices a node where nothing closer does", (_source, more, book, source) => {
  expect(nodeRates({ ...NODE, ...more }, HOUR, { ...DEFAULT_PRICE_BOOK, ...book, lists })).toMatchObject({
    source,
  });
});

test("GPUs that the exporter says nothing of are priced by the list", () => {
  const node = { ...GPU_NODE, reported: { perCpuCoreHour: 0.03, perRamGibHour: 0.004 } };
  const rates = nodeRates(node, HOUR, { ...DEFAULT_PRICE_BOOK, lists });
  expect(rates).toMatchObject({ source: "exporter", gpuSource: "list" });
  expect(Number(rates.perGpuPico) / 1e12).toBeCloseTo(5.13, 1);
});

test("a book's discounts are taken off the list price", () => {
  const discounts = [{ percent: 10, appliesTo: ["cpu", "ram"] as const }];
  const rates = nodeRates(NODE, HOUR, { ...DEFAULT_PRICE_BOOK, discounts, lists });
  expect(rates).toMatchObject({ source: "list", rule: expect.stringMatching(/less 10 %$/) });
  const { perCpuCorePico: cpu, perRamGibPico: ram, perGpuPico: gpu } = rates;
  expect(hourOf(NODE, { cpu, ram, gpu })).toBeCloseTo(0.214 * 0.9, 9);
});
