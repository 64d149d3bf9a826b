import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { closing, type HourCosts } from "../../../server/src/domain/allocation/hour-costs.ts";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import type { NodeObservation } from "../../../server/src/domain/observation.ts";
import type { CloudPrices } from "../../../server/src/domain/prices/list/price-list.ts";
import { type NodeRates, nodeRates } from "../../../server/src/domain/prices/node-rates.ts";
import type { PricedNode } from "../../../server/src/domain/prices/priced-node.ts";
import { DEFAULT_PRICE_BOOK, type PricedBy } from "../../../server/src/domain/prices/price-book.ts";
import { BYTES_PER_GIB } from "../../../server/src/domain/units.ts";
import { readCloudPrices } from "../../../server/src/price-list/read-cloud-prices.ts";
import {
  createContainer,
  createFee,
  createLoadBalancer,
  createMount,
  createNode,
  createObservation,
  createPod,
  createVolume,
  HOUR,
} from "../../support/observations.ts";

const REGIONS = { aws: "eu-central-1", azure: "westeurope", gcp: "europe-west4" } as const;

/** A type of a list, and where it is on sale. */
interface Sold {
  readonly name: string;
  readonly region: string;
  readonly pico: bigint;
  readonly size: { readonly cpuCores: number; readonly ramGib: number; readonly gpus: number };
}

let lists: CloudPrices[] = [];
let sold: Sold[] = [];
beforeAll(async () => {
  const clouds = ["aws", "azure", "gcp"] as const;
  lists = await Promise.all(
    clouds.map((cloud) => readCloudPrices(cloud, { wanted: (region) => region === REGIONS[cloud] })),
  );
  sold = lists.flatMap(({ cloud, types, regions }) =>
    [...(regions.get(REGIONS[cloud])?.types ?? [])].flatMap(([type, { pico }]) => {
      const { name = "", cpuCores = 0, ramMib = 0, gpus = 0 } = types.get(type) ?? {};
      const size = { cpuCores, ramGib: ramMib / 1_024, gpus };
      return cpuCores > 0 && ramMib > 0 ? [{ name, region: REGIONS[cloud], pico, size }] : [];
    }),
  );
});

const NODES = fc.array(
  fc.record({
    pick: fc.nat(),
    capacityType: fc.constantFrom("on-demand", "spot", "reserved", "capacity-block"),
    karpenterPerHour: fc.option(fc.double({ min: 0.001, max: 100, noNaN: true }), { nil: undefined }),
    perNodeHour: fc.option(fc.double({ min: 0.001, max: 100, noNaN: true }), { nil: undefined }),
    request: fc.double({ min: 0, max: 8, noNaN: true }),
  }),
  { minLength: 1, maxLength: 5 },
);

function soldAt(pick: number): Sold {
  const found = sold[pick % sold.length];
  if (!found) throw new Error("No list has a type");
  return found;
}

test("the money of a whole cluster closes, whatever its lists and Karpenter price", () => {
  const fees = fc.constantFrom("eks", "eks-extended", "gke", "aks", "");
  fc.assert(
    fc.property(NODES, fees, (made, platform) => {
      const nodes = made.map(
        ({ pick, capacityType, karpenterPerHour, perNodeHour }, index): NodeObservation => {
          const { name: instanceType, region, size } = soldAt(pick);
          const price = perNodeHour === undefined ? null : { perNodeHour };
          const told = karpenterPerHour === undefined ? {} : { karpenterPerHour };
          return createNode({
            name: `n${index}`,
            instanceType,
            region,
            capacityType,
            price,
            ...size,
            ...told,
          });
        },
      );
      const pods = made.map(({ request: cpuRequest }, index) =>
        createPod({
          name: `p${index}`,
          node: `n${index}`,
          containers: [createContainer({ cpuRequest, ramRequestGib: cpuRequest })],
        }),
      );
      const mounts = pods.map(({ name: pod, namespace, uid: podUid }) =>
        createMount({ namespace, pod, podUid }),
      );
      const classes = ["gp3", "standard-rwo", "managed-csi"];
      const observed = createObservation({
        nodes,
        pods,
        volumes: classes.map((storageClass) => createVolume({ name: storageClass, storageClass, mounts })),
        loadBalancers: [createLoadBalancer({ perHour: null })],
        fee: platform === "" ? null : createFee({ perHour: null, platform }),
      });
      const hour = allocateHour(observed, { ...DEFAULT_PRICE_BOOK, lists });
      expect(closing(hour).differenceNano).toBe(0n);
      expect(sourcesOf(hour)).toBe(moneyOf(hour));
    }),
    { numRuns: 100 },
  );
});

/** All money of rows that some source of prices but the exporter made, and what the exporter's nodes did. */
function sourcesOf({ rows, nodes }: HourCosts): bigint {
  const exporters = new Set(nodes.filter(({ rates }) => rates.source === "exporter").map(({ name }) => name));
  return rows.reduce((sum, { node, kind, measures }) => {
    const { customNano, karpenterNano, listNano, estimateNano, defaultNano, cpuNano, ramNano, gpuNano } =
      measures;
    const told = kind === "container" && exporters.has(node) ? cpuNano + ramNano + gpuNano : 0n;
    return sum + customNano + karpenterNano + listNano + estimateNano + defaultNano + told;
  }, 0n);
}

function moneyOf({ rows }: HourCosts): bigint {
  return rows.reduce(
    (sum, { measures: { cpuNano, ramNano, gpuNano, volumeNano, networkNano, loadBalancerNano } }) => {
      return sum + cpuNano + ramNano + gpuNano + volumeNano + networkNano + loadBalancerNano;
    },
    0n,
  );
}

type Money = Pick<NodeRates, "perCpuCorePico" | "perRamGibPico" | "perGpuPico">;

function moneyPerUnit({ perCpuCorePico, perRamGibPico, perGpuPico }: NodeRates): Money {
  return { perCpuCorePico, perRamGibPico, perGpuPico };
}

test("where a price book, the exporter, Karpenter and the list agree, it does not matter who is asked", () => {
  fc.assert(
    fc.property(fc.nat(), (pick) => {
      const { name: instanceType, region, pico, size } = soldAt(pick);
      const { ramGib, ...rest } = size;
      const identity = { name: "n", providerId: "", instanceType, region, labels: {} };
      const node: PricedNode = {
        ...identity,
        ...rest,
        ramBytes: ramGib * BYTES_PER_GIB,
        capacityType: "on-demand",
        reported: null,
      };
      const perNodeHour = Number(pico) / 1e12;
      const rule = {
        kind: "node",
        match: {},
        validFrom: null,
        validTo: null,
        confirmed: false,
        perNodeHour,
      } as const;
      const byList: PricedBy = { ...DEFAULT_PRICE_BOOK, lists };
      const told = [
        nodeRates(node, HOUR, byList),
        nodeRates({ ...node, karpenterPerHour: perNodeHour }, HOUR, byList),
        nodeRates({ ...node, reported: { perNodeHour } }, HOUR, byList),
        nodeRates(node, HOUR, { ...byList, rules: [rule] }),
        nodeRates({ ...node, reported: { perNodeHour } }, HOUR, { ...byList, rules: [rule] }),
      ];
      const [first] = told;
      expect(told.map(({ source }) => source)).toEqual(["list", "karpenter", "exporter", "custom", "custom"]);
      expect(new Set(told.map((rates) => JSON.stringify(moneyPerUnit(rates), stringOf))).size).toBe(1);
      expect(first && wholeOf(node, ramGib, first) - pico).toBeLessThanOrEqual(
        BigInt(Math.ceil(rest.cpuCores + ramGib + rest.gpus)),
      );
    }),
    { numRuns: 500 },
  );
});

function stringOf(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** What the whole node costs; memory of parts of a GiB is rounded. */
function wholeOf({ cpuCores, gpus }: PricedNode, ramGib: number, rates: NodeRates): bigint {
  const ram = (BigInt(Math.round(ramGib * 1_024)) * rates.perRamGibPico) / 1_024n;
  const cpu = (BigInt(Math.round(cpuCores * 1_000)) * rates.perCpuCorePico) / 1_000n;
  return cpu + ram + BigInt(gpus) * rates.perGpuPico;
}
