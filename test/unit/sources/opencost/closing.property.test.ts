import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { closing } from "../../../../server/src/domain/allocation/hour-costs.ts";
import { allocationSchema } from "../../../../server/src/sources/opencost/answers/allocation-answer.ts";
import { assetSchema } from "../../../../server/src/sources/opencost/answers/asset-answer.ts";
import { observeHour } from "../../../../server/src/sources/opencost/observe-hour.ts";
import { ROUND_BOOK } from "../../../support/observations.ts";
import { HOUR } from "./observed.ts";

const MINUTE = 60_000;
const text = (time: number): string => new Date(time).toISOString();
const WINDOW = { start: text(HOUR), end: text(HOUR + 60 * MINUTE) };

/** What OpenCost writes for a number: rounded, unknown, or wild. */
function figure(max: number): fc.Arbitrary<number | string | null> {
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.double({ min: 0, max, noNaN: true }).map((value) => Number(value.toFixed(5))),
    },
    { weight: 1, arbitrary: fc.constantFrom(null, 0, "NaN", -1e18, 1e308) },
  );
}

const times = fc
  .tuple(fc.integer({ min: -90, max: 150 }), fc.integer({ min: -90, max: 150 }))
  .map(([from, to]) => ({ start: text(HOUR + from * MINUTE), end: text(HOUR + to * MINUTE) }));

const names = fc.constantFrom("a", "b", "c", "");

const allocation = fc
  .record({
    node: names,
    pod: fc.constantFrom("p-0", "p-1", "nightly-29000001-x", "p-0 03886606-3b9f-4d94"),
    container: fc.constantFrom("main", "side", "__unmounted__"),
    namespace: fc.constantFrom("shop", "ml"),
    times,
    figures: fc.record({
      cpuCoreHours: figure(20),
      cpuCoreRequestAverage: figure(20),
      cpuCoreUsageAverage: figure(20),
      ramByteHours: figure(2 ** 36),
      ramByteRequestAverage: figure(2 ** 36),
      ramByteUsageAverage: figure(2 ** 36),
      gpuHours: figure(4),
      networkCrossZoneCost: figure(1),
      networkCrossRegionCost: figure(1),
      networkInternetCost: figure(1),
    }),
    volume: fc.option(names),
  })
  .map(({ times: ran, figures, volume, ...properties }) => ({
    name: JSON.stringify(properties),
    properties: { cluster: "prod", ...properties },
    window: WINDOW,
    ...ran,
    ...figures,
    pvs:
      volume === null ? null : { [`cluster=prod:name=${volume}`]: { byteHours: 1, cost: 1, providerID: "" } },
  }));

const asset = fc
  .record({
    type: fc.constantFrom("Node", "Node", "Disk", "LoadBalancer", "ClusterManagement", "Cloud"),
    name: names,
    times,
    figures: fc.record({
      totalCost: figure(10),
      cpuCores: figure(64),
      ramBytes: figure(2 ** 38),
      gpuCount: figure(8),
      cpuCost: figure(5),
      ramCost: figure(5),
      gpuCost: figure(5),
      discount: figure(1),
      preemptible: figure(1),
      bytes: figure(2 ** 42),
    }),
    adjustment: fc.option(fc.double({ min: -5, max: 5, noNaN: true })),
  })
  .map(({ type, name, times: stood, figures, adjustment }) => ({
    type,
    properties: { cluster: "prod", name, providerID: "" },
    window: WINDOW,
    ...stood,
    ...figures,
    adjustment,
    claimNamespace: "shop",
  }));

const answers = fc.record({
  allocations: fc.array(allocation, { maxLength: 12 }),
  assets: fc.array(asset, { maxLength: 8 }),
  before: fc.array(asset, { maxLength: 4 }),
  after: fc.array(asset, { maxLength: 4 }),
});

test("an hour of any answers of OpenCost's closes to the nano, with no idle below zero", () => {
  fc.assert(
    fc.property(answers, ({ allocations, assets, before, after }) => {
      // A key of OpenCost's answer occurs once; so does a container of a pod on a node.
      const containers = new Map(allocations.map((row) => [row.name, allocationSchema.parse(row)]));
      const stood = new Map(
        assets.map((row) => [`${row.type}/${row.properties.name}`, assetSchema.parse(row)]),
      );

      const observation = observeHour({
        hour: HOUR,
        containers: [...containers.values()].filter(
          ({ properties }) => properties.container !== "__unmounted__",
        ),
        assets: [...stood.values()].filter(({ type }) => type !== "other"),
        assetsBefore: before.map((row) => assetSchema.parse(row)),
        assetsAfter: after.map((row) => assetSchema.parse(row)),
        isWhole: true,
      });

      const costs = allocateHour(observation, ROUND_BOOK);
      expect(closing(costs).differenceNano).toBe(0n);
      for (const node of costs.nodes) {
        expect(node.idle.cpu >= 0n && node.idle.ram >= 0n && node.idle.gpu >= 0n).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
