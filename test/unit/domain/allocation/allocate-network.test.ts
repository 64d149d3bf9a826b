import { expect, test } from "vitest";
import { PodIndex } from "../../../../server/src/domain/allocation/pod-index.ts";
import type { NetworkObservation, NetworkPrices } from "../../../../server/src/domain/observation.ts";
import { type AllocatedAsset, allocateNetwork } from "../../../support/allocated.ts";
import { createPod, createTraffic, gib, ROUND_BOOK } from "../../../support/observations.ts";

const PODS = new PodIndex([createPod({ name: "web-1" }), createPod({ name: "web-2" })]);
const PRICES: NetworkPrices = { perZoneGib: 0.02, perRegionGib: 0.04, perInternetGib: 0.2 };

function allocate(traffic: NetworkObservation[], prices: NetworkPrices | null): AllocatedAsset[] {
  return allocateNetwork(traffic, prices, PODS, ROUND_BOOK);
}

test("each reach of traffic is an asset of its own, and costs its own price", () => {
  const traffic = [createTraffic({ zoneBytes: gib(3), regionBytes: gib(2), internetBytes: gib(1) })];

  const assets = allocate(traffic, PRICES).map(({ asset }) => asset);

  expect(assets).toMatchObject([
    {
      kind: "network",
      name: "zone",
      quantity: BigInt(gib(3)),
      costNano: 60_000_000n,
      priceSource: "exporter",
    },
    { kind: "network", name: "region", quantity: BigInt(gib(2)), costNano: 80_000_000n },
    { kind: "network", name: "internet", quantity: BigInt(gib(1)), costNano: 200_000_000n },
  ]);
});

test("a reach is split among pods by the bytes they sent", () => {
  const traffic = [
    createTraffic({ pod: "web-1", internetBytes: gib(3) }),
    createTraffic({ pod: "web-2", internetBytes: gib(1) }),
  ];

  const rows = allocate(traffic, PRICES).flatMap((allocated) => allocated.rows);

  expect(rows).toMatchObject([
    {
      kind: "pod",
      pod: "web-1",
      measures: { networkNano: 600_000_000n, networkInternetBytes: BigInt(gib(3)) },
    },
    {
      kind: "pod",
      pod: "web-2",
      measures: { networkNano: 200_000_000n, networkInternetBytes: BigInt(gib(1)) },
    },
  ]);
});

test("traffic without a price is billed at the default, and marked", () => {
  const allocated = allocate([createTraffic({ internetBytes: gib(1) })], null);

  expect(allocated[2]?.asset).toMatchObject({ costNano: 100_000_000n, priceSource: "default" });
  expect(allocated[2]?.rows[0]?.measures).toMatchObject({
    networkNano: 100_000_000n,
    defaultNano: 100_000_000n,
  });
});

test("bytes that cost less than a nano each are priced as a whole, so that nothing is lost", () => {
  const traffic = Array.from({ length: 1_000 }, (_, index) =>
    createTraffic({ pod: `p${index}`, internetBytes: 2 ** 20 }),
  );

  const internet = allocate(traffic, { ...PRICES, perInternetGib: 0.000001 })[2];

  // 1,000 MiB at a millionth of a unit a GiB are 976 nano in all; a MiB alone would be rounded to nothing.
  const billed = (internet?.rows ?? []).reduce((sum, row) => sum + row.measures.networkNano, 0n);
  expect(internet?.asset.costNano).toBe(976n);
  expect(billed).toBe(976n);
});

test("a pod without traffic has no row", () => {
  const traffic = [createTraffic({ pod: "web-1" }), createTraffic({ pod: "web-2", zoneBytes: 1 })];

  const rows = allocate(traffic, PRICES).flatMap((allocated) => allocated.rows);

  expect(rows.map((row) => row.pod)).toEqual(["web-2"]);
});

test("no traffic at all is measured traffic of nothing", () => {
  const allocated = allocate([], PRICES);

  expect(allocated.map(({ asset }) => asset.costNano)).toEqual([0n, 0n, 0n]);
});

test("fractions of bytes, as rates give them, are rounded to whole ones", () => {
  const allocated = allocate([createTraffic({ zoneBytes: 1_023.6 })], PRICES);

  expect(allocated[0]?.asset.quantity).toBe(1_024n);
});

test("traffic of a pod that the source names nowhere else still has an owner", () => {
  const traffic = [createTraffic({ namespace: "ml", pod: "ghost", podUid: "", zoneBytes: gib(1) })];

  expect(allocate(traffic, PRICES)[0]?.rows).toMatchObject([{ namespace: "ml", pod: "ghost", node: "" }]);
});
