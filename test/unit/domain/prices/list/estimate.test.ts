import { expect, test } from "vitest";
import { RegionEstimates } from "../../../../../server/src/domain/prices/list/estimate.ts";
import type { CloudPrices, RegionPrices } from "../../../../../server/src/domain/prices/list/price-list.ts";
import { readCloudPrices } from "../../../../../server/src/price-list/read-cloud-prices.ts";

/** The misses of all estimates of a cloud, each as if its region's list did not have the type, in order. */
async function misses(cloud: CloudPrices["cloud"]): Promise<number[]> {
  const prices = await readCloudPrices(cloud, { wanted: () => true });
  const missed = [...prices.regions.values()].flatMap((region) => {
    const estimates = new RegionEstimates(prices, region);
    return [...region.types].flatMap(([type, { pico }]) => {
      const found = region === prices.base ? null : estimates.estimate(type);
      return found ? [Math.abs(Number(found.pico) / Number(pico) - 1)] : [];
    });
  });
  return missed.toSorted((a, b) => a - b);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

test.each(["aws", "azure", "gcp"] as const)(
  "estimates of %s miss by little, over all types left out one by one",
  async (cloud) => {
    const sorted = await misses(cloud);
    expect(sorted.length).toBeGreaterThan(10_000);
    expect(quantile(sorted, 0.5)).toBeLessThan(0.001);
    expect(quantile(sorted, 0.9)).toBeLessThan(0.01);
  },
);

const ORIGIN = { date: "2026-07-20", text: "a list" };

function regionOf(name: string, dollars: Readonly<Record<string, bigint>>): RegionPrices {
  const types = Object.entries(dollars).map(([type, pico]) => [type, { pico, origin: ORIGIN }] as const);
  return { region: name, types: new Map(types), hosts: new Map(), volumes: new Map() };
}

function estimate(
  here: Readonly<Record<string, bigint>>,
  type: string,
): ReturnType<RegionEstimates["estimate"]> {
  const base = regionOf("us-east-1", {
    "m5.large": 100n,
    "m5.xlarge": 200n,
    "m5a.large": 90n,
    "m6i.large": 110n,
    "m7i.large": 120n,
    "m7i.xlarge": 240n,
    "m7g.large": 80n,
  });
  const other = regionOf("eu-west-1", here);
  const prices = { cloud: "aws", date: "2026-07-20", types: new Map(), base, regions: new Map() } as const;
  return new RegionEstimates(prices, other).estimate(type);
}

test.each([
  [
    "its own family first",
    { "m5.large": 150n, "m7i.xlarge": 300n },
    "m7i.large",
    { sibling: "m7i", pico: 150n },
  ],
  [
    "the nearest older family of its letters",
    { "m5.large": 150n, "m6i.large": 121n },
    "m7i.large",
    { sibling: "m6i", pico: 132n },
  ],
  ["a newer one where there is no older", { "m7i.large": 240n }, "m6i.large", { sibling: "m7i", pico: 220n }],
])("estimates by %s", (_by, here, type, estimated) => {
  expect(estimate(here, type)).toMatchObject(estimated);
});

test.each([
  ["only another CPU maker's machines are sold", { "m5a.large": 50n, "m7g.large": 50n }, "m7i.large"],
  ["the base region has no price", { "m5.large": 150n }, "m9i.large"],
  ["the name says nothing", { "m5.large": 150n }, "k3s"],
])("has no estimate where %s", (_why, here, type) => {
  expect(estimate(here, type)).toBeNull();
});

test("an estimate ignores the type's own price, in whichever case its name is written", () => {
  expect(estimate({ "m5.large": 999n, "m5.xlarge": 300n }, "M5.Large")).toMatchObject({ pico: 150n });
});
