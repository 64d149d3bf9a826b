import { expect, test } from "vitest";
import {
  priceAsset,
  splitAsset,
  takenMeasure,
} from "../../../../server/src/domain/allocation/price-asset.ts";
import type { MeasuredAsset } from "../../../../server/src/domain/allocation/measured-hour.ts";
import { HOUR, ROUND_BOOK } from "../../../support/observations.ts";

const PRICING = { hour: HOUR, book: ROUND_BOOK };
const HOUR_NANO = 1_000_000_000n;

function assetOf(fields: Pick<MeasuredAsset, "kind" | "name"> & Partial<MeasuredAsset>): MeasuredAsset {
  const key = { namespace: "", providerId: "", storageClass: "" };
  return { ...key, quantity: HOUR_NANO, unobservedQuantity: 0n, reported: null, ...fields };
}

test("those who took nothing of an asset pay nothing of it", () => {
  const costs = priceAsset(assetOf({ kind: "loadBalancer", name: "front" }), PRICING);

  expect(costs.costNano).toBe(30_000_000n);
  expect(splitAsset(costs, [0n, 0n])).toEqual([0n, 0n]);
});

test("what was seen of an asset is split by what each took, to the last nano", () => {
  const asset = assetOf({ kind: "volume", name: "pv-1", unobservedQuantity: HOUR_NANO / 4n, reported: 0.1 });

  expect(splitAsset(priceAsset(asset, PRICING), [1n, 0n, 2n])).toEqual([25_000_000n, 0n, 50_000_000n]);
});

test("a fee is a fee, though it be called like a reach of traffic", () => {
  const fee = assetOf({ kind: "fee", name: "internet", reported: 0.2 });

  expect(takenMeasure(fee)).toBe(null);
  expect(priceAsset(fee, PRICING)).toMatchObject({ costNano: 200_000_000n, priceSource: "exporter" });
  expect(priceAsset({ ...fee, reported: null }, PRICING)).toMatchObject({ costNano: 0n, pricePico: 0n });
});

test.each([
  ["zone", "networkZoneBytes"],
  ["region", "networkRegionBytes"],
  ["internet", "networkInternetBytes"],
  ["moon", null],
])("traffic to the %s is held by its own measure", (name, measure) => {
  expect(takenMeasure(assetOf({ kind: "network", name }))).toBe(measure);
});
