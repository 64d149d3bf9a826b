import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { PriceLists } from "../../../../server/src/domain/prices/list/list-price.ts";
import { inProportion } from "../../../../server/src/domain/prices/list/split-price.ts";
import { type NodeRates, nodeRates } from "../../../../server/src/domain/prices/node-rates.ts";
import type { PricedNode } from "../../../../server/src/domain/prices/priced-node.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { splitTotal, USUAL_HOST } from "../../../../server/src/domain/prices/split-total.ts";
import { BYTES_PER_GIB } from "../../../../server/src/domain/units.ts";
import { priceShelf } from "../../../../server/src/price-list/price-shelf.ts";

const HOUR = Date.parse("2026-11-01T00:00:00Z");
const NODE: PricedNode = {
  name: "node-1",
  providerId: "aws:///ap-southeast-2a/i-0abc",
  instanceType: "m5.xlarge",
  region: "ap-southeast-2",
  labels: {},
  capacityType: "on-demand" as const,
  cpuCores: 4,
  ramBytes: 16 * BYTES_PER_GIB,
  gpus: 0,
  reported: { perNodeHour: 0.3 },
};
const ON_GCP = {
  providerId: "gce://p/us-central1-a/n",
  region: "us-central1",
  instanceType: "n1-standard-4",
};
const WITH_GPU = {
  instanceType: "g4dn.xlarge",
  region: "us-east-1",
  providerId: "aws:///us-east-1a/i-0abc",
  gpus: 1,
};

let lists: PriceLists = [];
beforeAll(async () => {
  const inEurope = { ...NODE, ...ON_GCP, providerId: "", region: "europe-west4" };
  lists = await priceShelf()([NODE, { ...NODE, ...WITH_GPU }, { ...NODE, ...ON_GCP }, inEurope]);
});

function ratesOf(more: Partial<PricedNode>, withLists = true): NodeRates {
  return nodeRates({ ...NODE, ...more }, HOUR, { ...DEFAULT_PRICE_BOOK, ...(withLists && { lists }) });
}

function wholeOf({ cpuCores, ramBytes, gpus }: PricedNode, rates: NodeRates): number {
  const ram = (ramBytes / BYTES_PER_GIB) * Number(rates.perRamGibPico);
  return (cpuCores * Number(rates.perCpuCorePico) + ram + gpus * Number(rates.perGpuPico)) / 1e12;
}

/** How many GiB a core is worth. */
function ratioOf({ perCpuCorePico, perRamGibPico }: NodeRates): number {
  return Number(perCpuCorePico) / Number(perRamGibPico);
}

test.each<[string, Partial<PricedNode>, number]>([
  ["Intel's in Sydney", {}, 11.48],
  ["N1's of Google", { ...ON_GCP, ramBytes: 15 * BYTES_PER_GIB }, 7.46],
  ["usual ones where its type is in no list", { instanceType: "k3s", region: "home", providerId: "" }, 8.8],
  // Its maker and generation are known there, the type is not.
  ["its maker's where only its type is unknown", { instanceType: "m5.9xlarge" }, 11.48],
])("a total is split like prices of machines of its kind: %s", (_kind, more, ratio) => {
  const rates = ratesOf(more);
  expect(rates).toMatchObject({ source: "exporter", rule: "exporter, total split" });
  expect(ratioOf(rates)).toBeCloseTo(ratio, 1);
  expect(wholeOf({ ...NODE, ...more }, rates)).toBeCloseTo(0.3, 9);
});

test("without lists a core is worth 8.8 GiB", () => {
  expect(ratioOf(ratesOf({}, false))).toBeCloseTo(8.8, 6);
});

test("a book that states default prices splits totals by them", () => {
  const defaults = { ...DEFAULT_PRICE_BOOK.defaults, perCpuCoreHour: 0.05, perRamGibHour: 0.01 };
  expect(ratioOf(nodeRates(NODE, HOUR, { ...DEFAULT_PRICE_BOOK, defaults, lists }))).toBeCloseTo(5, 6);
});

test.each<[string, Partial<PricedNode>, number]>([
  // 0.526 on demand, of which its host is 0.192.
  ["of its list price", { reported: { perNodeHour: 0.526 } }, 0.334],
  ["of half of it", { reported: { perNodeHour: 0.263 } }, 0.167],
  ["of a spot price", { reported: { perNodeHour: 0.1 }, capacityType: "spot" as const }, 0.0635],
  // The host at usual prices is 0.192 and the GPU gets what is left.
  ["of a machine in no list", { instanceType: "own", providerId: "", reported: { perNodeHour: 3 } }, 2.808],
  // Less than the host and a GPU usually cost together: 0.95 of 1.142.
  [
    "of a cheap machine in no list",
    { instanceType: "own", providerId: "", reported: { perNodeHour: 0.5 } },
    0.416,
  ],
])("a GPU gets what the host leaves %s", (_of, more, dollars) => {
  const node = { ...NODE, ...WITH_GPU, ...more };
  const rates = nodeRates(node, HOUR, { ...DEFAULT_PRICE_BOOK, lists });
  expect(Number(rates.perGpuPico) / 1e12).toBeCloseTo(dollars, 3);
  expect(wholeOf(node, rates)).toBeCloseTo(node.reported?.perNodeHour ?? 0, 9);
});

test("on spot the GPU keeps its part of the list price: a host at full price would leave it nothing", () => {
  const node = { ...NODE, ...WITH_GPU, capacityType: "spot" as const, reported: null };
  const rates = nodeRates(node, HOUR, { ...DEFAULT_PRICE_BOOK, lists });
  expect(rates).toMatchObject({ source: "estimate", gpuSource: "estimate" });
  expect(Number(rates.perGpuPico) / 1e12).toBeCloseTo(0.334 * 0.34, 3);
});

test("GPUs that Google attaches to a machine are not in its list price, and keep their default", () => {
  const node = { ...NODE, ...ON_GCP, gpus: 1, cpuCores: 4, ramBytes: 15 * BYTES_PER_GIB, reported: null };
  const rates = nodeRates(node, HOUR, { ...DEFAULT_PRICE_BOOK, lists });
  expect(rates).toMatchObject({ source: "list", gpuSource: "default", perGpuPico: 950_000_000_000n });
  expect(wholeOf({ ...node, gpus: 0 }, rates)).toBeCloseTo(0.19, 3);
});

test.each<[string, Partial<PricedNode>, string, number]>([
  ["where they are listed", {}, "list", 0.35],
  ["as in Iowa elsewhere", { region: "europe-west4", providerId: "" }, "estimate", 0.35],
  ["at a share on spot", { capacityType: "spot" }, "estimate", 0.35 * 0.35],
  [
    "by default, of a kind that nobody knows",
    { labels: { cloud_google_com_gke_accelerator: "tpu" } },
    "default",
    0.95,
  ],
])("GPUs that Google attaches cost their own price, %s", (_how, more, gpuSource, dollars) => {
  const labels = { cloud_google_com_gke_accelerator: "nvidia-tesla-t4" };
  const node = { ...NODE, ...ON_GCP, labels, gpus: 1, reported: null, ...more };
  const rates = nodeRates(node, HOUR, { ...DEFAULT_PRICE_BOOK, lists });
  expect(rates.gpuSource).toBe(gpuSource);
  expect(Number(rates.perGpuPico) / 1e12).toBeCloseTo(dollars, 9);
});

const PICO = fc.bigInt({ min: 0n, max: 10n ** 18n });
const PARTS = fc.record({ cpuPico: PICO, ramPico: PICO, gpuPico: PICO });

test("parts in proportion add up to the price to the pico, and none is negative", () => {
  fc.assert(
    fc.property(PICO, PARTS, (pico, parts) => {
      const split = inProportion(pico, parts) ?? { cpuPico: pico, ramPico: 0n, gpuPico: 0n };
      expect(split.cpuPico + split.ramPico + split.gpuPico).toBe(pico);
      expect(Object.values(split).filter((part) => part < 0n)).toEqual([]);
    }),
  );
});

test("a node's units together cost its total, to the half pico that each is rounded by", () => {
  const sizes = fc.record({
    cpuCores: fc.integer({ min: 1, max: 512 }),
    ramGib: fc.integer({ min: 1, max: 4_096 }),
    gpus: fc.integer({ min: 0, max: 16 }),
  });
  const weights = fc.record({ gpu: fc.bigInt({ min: 1n, max: 10n ** 13n }), isStated: fc.boolean() });
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      sizes,
      weights,
      (total, { ramGib, ...size }, { gpu, isStated }) => {
        const node = { ...size, ramBytes: ramGib * BYTES_PER_GIB };
        const by = { listed: null, weights: { ...USUAL_HOST, gpu, isStated } };
        const rates = splitTotal(node, total, by);
        const whole =
          BigInt(node.cpuCores) * (rates?.cpu ?? 0n) +
          BigInt(ramGib) * (rates?.ram ?? 0n) +
          BigInt(node.gpus) * (rates?.gpu ?? 0n);
        const off = 2n * (whole > total ? whole - total : total - whole);
        expect(off).toBeLessThanOrEqual(BigInt(node.cpuCores + ramGib + node.gpus));
      },
    ),
  );
});
