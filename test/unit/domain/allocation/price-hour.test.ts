import { describe, expect, test } from "vitest";
import { measureHour } from "../../../../server/src/domain/allocation/measure-hour.ts";
import { allocateHour, priceHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { type AssetCosts, closing } from "../../../../server/src/domain/allocation/hour-costs.ts";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import type { PriceBook } from "../../../../server/src/domain/prices/price-book.ts";
import type { PriceRule } from "../../../../server/src/domain/prices/price-rule.ts";
import {
  createContainer,
  createFee,
  createMount,
  createNode,
  createObservation,
  createPod,
  createTraffic,
  createVolume,
  gib,
  minutesBetween,
  ROUND_BOOK,
} from "../../../support/observations.ts";

const ALWAYS = { validFrom: null, validTo: null, confirmed: false };

function bookOf(...rules: PriceRule[]): PriceBook {
  return { ...ROUND_BOOK, rules };
}

const FEE_BOOK = bookOf({ kind: "fee", match: {}, perHour: 0.4, ...ALWAYS });

function feesOf(observation: Partial<Observation>, book: PriceBook): AssetCosts[] {
  return allocateHour(createObservation(observation), book).assets.filter(({ kind }) => kind === "fee");
}

describe("the cluster's fee", () => {
  test("that only the book knows is due for the time in which the cluster was seen", () => {
    expect(feesOf({ seenMinutes: minutesBetween(0, 45) }, FEE_BOOK)).toEqual([
      {
        kind: "fee",
        namespace: "",
        name: "fee",
        providerId: "",
        storageClass: "",
        quantity: 750_000_000n,
        unobservedQuantity: 0n,
        reported: null,
        costNano: 300_000_000n,
        unobservedNano: 0n,
        pricePico: 400_000_000_000n,
        priceSource: "custom",
        priceRule: "cluster fee",
      },
    ]);
  });

  test("is part of what the assets cost, and the hour closes with it", () => {
    const both = closing(allocateHour(createObservation({ nodes: [createNode()] }), FEE_BOOK));

    expect(both).toMatchObject({ feeNano: 400_000_000n, assetNano: 720_000_000n, differenceNano: 0n });
  });

  test("that the source reports is charged once, at the book's price where it has one", () => {
    const fees = feesOf({ fee: createFee({ perHour: 0.1 }) }, FEE_BOOK);

    expect(fees).toMatchObject([{ reported: 0.1, costNano: 400_000_000n, quantity: 1_000_000_000n }]);
  });

  test("that the source reports as nothing stands there as nothing", () => {
    expect(feesOf({ fee: createFee({ perHour: 0 }) }, ROUND_BOOK)).toMatchObject([
      { reported: 0, costNano: 0n, priceSource: "exporter" },
    ]);
  });

  test("of which neither book nor source knows is no asset", () => {
    expect(feesOf({}, ROUND_BOOK)).toEqual([]);
  });

  test("that one book added is gone when a book without one prices the hour anew", () => {
    const first = allocateHour(createObservation(), FEE_BOOK);

    expect(first.assets).toHaveLength(1);
    expect(priceHour(first, ROUND_BOOK).assets).toEqual([]);
  });

  test("is no reason to leave things out that cost nothing", () => {
    const free = createVolume({ perGibHour: 0 });

    const { assets } = allocateHour(createObservation({ volumes: [free] }), FEE_BOOK);

    expect(assets.map(({ kind, costNano }) => [kind, costNano])).toEqual([
      ["volume", 0n],
      ["fee", 400_000_000n],
    ]);
  });
});

test("a row's money says how much of it prices of your own made, and how much the defaults", () => {
  const book = bookOf(
    { kind: "volume", match: {}, perGibHour: 0.002, ...ALWAYS },
    { kind: "node", match: { node: "node-1" }, perCpuCoreHour: 0.05, perRamGibHour: 0, ...ALWAYS },
  );
  const container = createContainer({ cpuRequest: 2, gpuRequest: 1 });

  const { rows } = allocateHour(
    createObservation({
      nodes: [createNode({ gpus: 1 })],
      pods: [createPod({ containers: [container] })],
      volumes: [createVolume({ mounts: [createMount()] })],
      network: [createTraffic({ internetBytes: gib(1) })],
    }),
    book,
  );

  const sources = rows.map(({ kind, asset, measures: { customNano, defaultNano } }) => {
    return [kind, asset?.kind ?? null, customNano, defaultNano];
  });
  expect(sources).toEqual([
    // Two cores at 0.05 are custom; the GPU, which the rule does not price, is a default.
    ["container", null, 100_000_000n, 2_000_000_000n],
    ["pod", "volume", 120_000_000n, 0n],
    ["pod", null, 0n, 100_000_000n],
  ]);
});

test("a volume that bears the name of a reach of traffic is priced as a volume", () => {
  const volume = createVolume({ name: "internet", perGibHour: 0.001 });

  const hour = allocateHour(
    createObservation({ volumes: [volume], network: [createTraffic({ internetBytes: gib(1) })] }),
    ROUND_BOOK,
  );

  expect(hour.assets.find(({ kind }) => kind === "volume")).toMatchObject({ costNano: 60_000_000n });
  const unmounted = hour.rows.find(({ kind }) => kind === "unmounted");
  expect(unmounted?.measures).toMatchObject({ volumeNano: 60_000_000n, networkNano: 0n });
});

test("load balancers and the fee that are called like a reach of traffic are priced as what they are", () => {
  const { assets } = allocateHour(
    createObservation({
      loadBalancers: [
        {
          namespace: "shop",
          service: "zone",
          perHour: 0.5,
          seenMinutes: minutesBetween(0, 60),
          unobservedMinutes: minutesBetween(0, 0),
        },
      ],
    }),
    ROUND_BOOK,
  );

  expect(assets).toMatchObject([{ kind: "loadBalancer", costNano: 500_000_000n, priceSource: "exporter" }]);
});

test("traffic of a reach that is not known costs its pods nothing, and the hour is priced all the same", () => {
  const network = [createTraffic({ internetBytes: gib(1) })];
  const measured = measureHour(createObservation({ network }));
  const assets = measured.assets.map((asset) => ({ ...asset, name: `${asset.name} of old` }));

  const { rows } = priceHour({ ...measured, assets }, ROUND_BOOK);

  expect(rows.map(({ measures }) => [measures.networkInternetBytes, measures.networkNano])).toEqual([
    [BigInt(gib(1)), 0n],
  ]);
});
