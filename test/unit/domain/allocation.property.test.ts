import * as fc from "fast-check";
import { expect, test } from "vitest";
import { wholeNodes } from "../../support/allocated.ts";
import { allocateHour } from "../../../server/src/domain/allocation/allocate-hour.ts";
import type { CostRow, HourCosts } from "../../../server/src/domain/allocation/hour-costs.ts";
import { MONEY_MEASURES, noMeasures, totalNano } from "../../../server/src/domain/allocation/measures.ts";
import type {
  NetworkPrices,
  Observation,
  ReportedNodePrice,
} from "../../../server/src/domain/observation.ts";
import type { PriceBook } from "../../../server/src/domain/prices/price-book.ts";
import { createContainer, createPod, ROUND_BOOK } from "../../support/observations.ts";
import { arbitraryObservation } from "./arbitrary-observation.ts";

type MoneyMeasure = (typeof MONEY_MEASURES)[number];

/** Puts items into an order that `seed` chooses. */
function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const placeOf = (index: number): number => Math.imul(seed ^ (index + 1), 0x9e3779b1) >>> 0;
  return items
    .map((item, index) => ({ item, place: placeOf(index) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function shuffleAll(observation: Observation, seed: number): Observation {
  const pods = observation.pods.map((pod) => ({ ...pod, containers: shuffle(pod.containers, seed) }));
  const volumes = observation.volumes.map((volume) => ({ ...volume, mounts: shuffle(volume.mounts, seed) }));
  return {
    ...observation,
    nodes: shuffle(observation.nodes, seed),
    pods: shuffle(pods, seed),
    volumes: shuffle(volumes, seed),
    loadBalancers: shuffle(observation.loadBalancers, seed),
    network: observation.network && shuffle(observation.network, seed),
  };
}

test("an hour's costs do not depend on the order in which the source listed things", () => {
  fc.assert(
    fc.property(arbitraryObservation, fc.integer(), (observation, seed) => {
      const shuffled = allocateHour(shuffleAll(observation, seed), ROUND_BOOK);

      expect(shuffled).toEqual(allocateHour(observation, ROUND_BOOK));
    }),
    { numRuns: 200 },
  );
});

function scaleNodePrice(price: ReportedNodePrice | null, factor: number): ReportedNodePrice | null {
  return price && Object.fromEntries(Object.entries(price).map(([part, each]) => [part, each * factor]));
}

function scaleNetworkPrices(prices: NetworkPrices | null, factor: number): NetworkPrices | null {
  return (
    prices && {
      perZoneGib: prices.perZoneGib * factor,
      perRegionGib: prices.perRegionGib * factor,
      perInternetGib: prices.perInternetGib * factor,
    }
  );
}

function scaleBook({ defaults, ...book }: PriceBook, factor: number): PriceBook {
  return {
    ...book,
    defaults: {
      perCpuCoreHour: defaults.perCpuCoreHour * factor,
      perRamGibHour: defaults.perRamGibHour * factor,
      perGpuHour: defaults.perGpuHour * factor,
      perSpotCpuCoreHour: defaults.perSpotCpuCoreHour * factor,
      perSpotRamGibHour: defaults.perSpotRamGibHour * factor,
      perVolumeGibHour: defaults.perVolumeGibHour * factor,
      perLoadBalancerHour: defaults.perLoadBalancerHour * factor,
      perZoneGib: defaults.perZoneGib * factor,
      perRegionGib: defaults.perRegionGib * factor,
      perInternetGib: defaults.perInternetGib * factor,
    },
  };
}

function scaleOrNull(price: number | null, factor: number): number | null {
  return price === null ? null : price * factor;
}

function scalePrices(observation: Observation, factor: number): Observation {
  const { nodes, volumes, loadBalancers, networkPrices, fee } = observation;
  return {
    ...observation,
    nodes: nodes.map((node) => ({
      ...node,
      spans: node.spans.map((span) => ({ ...span, price: scaleNodePrice(span.price, factor) })),
    })),
    volumes: volumes.map((each) => ({ ...each, perGibHour: scaleOrNull(each.perGibHour, factor) })),
    loadBalancers: loadBalancers.map((each) => ({ ...each, perHour: scaleOrNull(each.perHour, factor) })),
    networkPrices: scaleNetworkPrices(networkPrices, factor),
    fee: fee && { ...fee, perHour: fee.perHour * factor },
  };
}

/** How often a figure of each kind is rounded on its way into a row, at most. */
function roundings(observation: Observation): Record<MoneyMeasure, number> {
  const spans = Math.max(1, ...observation.nodes.map((node) => node.spans.length));
  // A split is rounded in its total and at both ends of each part.
  const volumes = 3 * observation.volumes.length;
  const reaches = 3 * 3;
  return {
    cpuNano: spans,
    ramNano: spans,
    gpuNano: spans,
    volumeNano: volumes,
    networkNano: reaches,
    loadBalancerNano: 1,
  };
}

function rowsByKey(hour: HourCosts): Map<string, CostRow> {
  return new Map(hour.rows.map((row) => [keyOf(row), row]));
}

function keyOf(row: CostRow): string {
  return [row.kind, row.namespace, row.controller, row.pod, row.podUid, row.container, row.node].join("|");
}

/** A row of neither money nor quantity is left out: one that is missing is a row of nothing. */
function costOf(rows: Map<string, CostRow>, key: string, measure: MoneyMeasure): bigint {
  return rows.get(key)?.measures[measure] ?? 0n;
}

test("prices that are all k times as high make each cost k times as high, but for a nano a rounding", () => {
  fc.assert(
    fc.property(arbitraryObservation, fc.integer({ min: 2, max: 20 }), (observation, factor) => {
      const most = roundings(observation);

      const plain = rowsByKey(allocateHour(observation, ROUND_BOOK));
      const scaled = rowsByKey(allocateHour(scalePrices(observation, factor), scaleBook(ROUND_BOOK, factor)));

      const astray = [...plain.keys(), ...scaled.keys()].filter((key) =>
        MONEY_MEASURES.some((measure) => {
          const off = costOf(scaled, key, measure) - costOf(plain, key, measure) * BigInt(factor);
          return Math.abs(Number(off)) > most[measure] * factor;
        }),
      );
      expect(astray).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("prices change no quantity", () => {
  fc.assert(
    fc.property(arbitraryObservation, fc.integer({ min: 2, max: 20 }), (observation, factor) => {
      const plain = allocateHour(observation, ROUND_BOOK);
      const scaled = allocateHour(scalePrices(observation, factor), ROUND_BOOK);

      expect(quantities(scaled)).toEqual(quantities(plain));
    }),
  );
});

/** What was taken, by row, where anything was, and what each node had. */
function quantities(hour: HourCosts): object {
  const taken = hour.rows.map((row): [string, bigint[]] => {
    const { cpuNanoCoreHours, ramNanoGibHours, gpuNanoHours, volumeNanoGibHours, networkInternetBytes } =
      row.measures;
    return [
      keyOf(row),
      [cpuNanoCoreHours, ramNanoGibHours, gpuNanoHours, volumeNanoGibHours, networkInternetBytes],
    ];
  });
  return {
    taken: taken.filter(([, each]) => each.some((quantity) => quantity > 0n)),
    had: wholeNodes(hour.nodes).map(({ name, capacity }) => ({ name, capacity })),
  };
}

/** A node that is full but for rounding is trimmed by a nano-hour; another's then may grow by as much. */
const NANO_HOUR_AT_MOST_NANO = 4n;

const newcomerArbitrary = fc
  .record({
    cpuRequest: fc.double({ min: 0, max: 32, noNaN: true }),
    ramRequestGib: fc.double({ min: 0, max: 128, noNaN: true }),
    gpuRequest: fc.constantFrom(0, 0.5, 4),
  })
  .map((options) => createContainer(options));

test("a pod that joins a node which is not overcommitted makes nothing dearer for anybody", () => {
  fc.assert(
    fc.property(arbitraryObservation, newcomerArbitrary, (observation, container) => {
      const before = allocateHour(observation, ROUND_BOOK);
      const rowsBefore = rowsByKey(before);
      const roomy = before.nodes.filter((node) => node.described && !node.overcommitted);

      for (const { name } of roomy) {
        const newcomer = createPod({ name: "newcomer", node: name, containers: [container] });
        const pods = [...observation.pods, newcomer];
        const rowsAfter = rowsByKey(allocateHour({ ...observation, pods }, ROUND_BOOK));

        const dearer = [...rowsBefore].filter(([key, row]) => {
          const after = rowsAfter.get(key)?.measures ?? noMeasures();
          return totalNano(after) > totalNano(row.measures) + NANO_HOUR_AT_MOST_NANO;
        });
        expect(dearer).toEqual([]);
        expect(rowsAfter.size).toBe(rowsBefore.size + 1);
      }
    }),
    { numRuns: 200 },
  );
});

test("a pod that joins a node changes nothing about any other node", () => {
  fc.assert(
    fc.property(arbitraryObservation, newcomerArbitrary, (observation, container) => {
      const newcomer = createPod({ name: "newcomer", node: "node-1", containers: [container] });
      const pods = [...observation.pods, newcomer];

      const before = allocateHour(observation, ROUND_BOOK);
      const after = allocateHour({ ...observation, pods }, ROUND_BOOK);

      expect(elsewhere(after)).toEqual(elsewhere(before));
    }),
  );
});

function elsewhere(hour: HourCosts): object {
  return {
    nodes: hour.nodes.filter((node) => node.name !== "node-1"),
    rows: hour.rows.filter((row) => row.node !== "node-1"),
    assets: hour.assets,
  };
}
