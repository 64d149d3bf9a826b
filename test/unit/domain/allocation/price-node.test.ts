import { describe, expect, test } from "vitest";
import type { NodeCosts } from "../../../../server/src/domain/allocation/hour-costs.ts";
import { allocateHour, priceHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { withUnpriced } from "../../../../server/src/domain/allocation/price-node.ts";
import type { Finding } from "../../../../server/src/domain/findings/finding.ts";
import type { NodeObservation } from "../../../../server/src/domain/observation.ts";
import { bookOf } from "../../../../server/src/domain/prices/book-rules.ts";
import type { CloudPrices, RegionPrices } from "../../../../server/src/domain/prices/list/price-list.ts";
import { DEFAULT_PRICE_BOOK, type PricedBy } from "../../../../server/src/domain/prices/price-book.ts";
import { allocateNode } from "../../../support/allocated.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  ROUND_BOOK,
} from "../../../support/observations.ts";

type Sources = Readonly<Record<string, bigint>>;

const NOBODY: Sources = {
  customNano: 0n,
  karpenterNano: 0n,
  listNano: 0n,
  estimateNano: 0n,
  defaultNano: 0n,
  unpricedNanoCoreHours: 0n,
};

const ORIGIN = { date: "2026-07-20", text: "a list" };

function regionOf(region: string, ...types: readonly string[]): RegionPrices {
  const price = { pico: 200_000_000_000n, origin: ORIGIN };
  return { region, types: new Map(types.map((type) => [type, price])), hosts: new Map(), volumes: new Map() };
}

/** Amazon's list as if it sold one size in Ireland, and two in Virginia, each for 0.2. */
const AMAZON: CloudPrices = {
  cloud: "aws",
  date: "2026-07-20",
  types: new Map(),
  base: regionOf("us-east-1", "m5.large", "m5.xlarge"),
  regions: new Map([["eu-west-1", regionOf("eu-west-1", "m5.large")]]),
};
const BY_LIST: PricedBy = { ...DEFAULT_PRICE_BOOK, lists: [AMAZON] };

/** What a node's only container is billed, which takes 2 cores, 8 GiB and the GPUs. */
function billed(node: Parameters<typeof createNode>[0], book: PricedBy, gpuRequest = 0) {
  const container = createContainer({ cpuRequest: 2, ramRequestGib: 8, gpuRequest });
  const pod = createPod({ containers: [container] });
  const size = { cpuCores: 2, ramGib: 8, gpus: gpuRequest };
  const { rows } = allocateNode(createNode({ ...size, ...node }), [{ pod, container }], book);
  if (!rows[0]) throw new Error("The container was not billed");
  return rows[0].measures;
}

function sourcesOf(measures: ReturnType<typeof billed>): Sources {
  const { customNano, karpenterNano, listNano, estimateNano, defaultNano } = measures;
  const { unpricedNanoCoreHours } = measures;
  return { customNano, karpenterNano, listNano, estimateNano, defaultNano, unpricedNanoCoreHours };
}

describe("the money of a row is counted as that of who priced it", () => {
  const IRISH = { region: "eu-west-1", providerId: "aws:///eu-west-1a/i-1" };
  const CUSTOM = bookOf({ name: "own", prices: [{ kind: "node", perNodeHour: 0.2 }] });

  test.each([
    { who: "a rule of the book's", measure: "customNano", node: {}, book: CUSTOM },
    {
      who: "Karpenter",
      measure: "karpenterNano",
      node: { karpenterPerHour: 0.2 },
      book: DEFAULT_PRICE_BOOK,
    },
    {
      who: "the cloud's list",
      measure: "listNano",
      node: { ...IRISH, instanceType: "m5.large" },
      book: BY_LIST,
    },
    {
      who: "an estimate by the list",
      measure: "estimateNano",
      node: { ...IRISH, instanceType: "m5.xlarge" },
      book: BY_LIST,
    },
    { who: "the defaults", measure: "defaultNano", node: {}, book: ROUND_BOOK },
  ])("$who", ({ measure, node, book }) => {
    const measures = billed(node, book);

    const money = measures.cpuNano + measures.ramNano;
    expect(money).toBeGreaterThan(100_000_000n);
    expect(sourcesOf(measures)).toEqual({ ...NOBODY, [measure]: money });
  });

  test("but not where the exporter did", () => {
    const measures = billed({ price: { perCpuCoreHour: 0.1, perRamGibHour: 0.01 } }, ROUND_BOOK);

    expect([measures.cpuNano, measures.ramNano]).toEqual([200_000_000n, 80_000_000n]);
    expect(sourcesOf(measures)).toEqual(NOBODY);
  });

  test("GPUs apart from CPU and memory, where another priced them", () => {
    const measures = billed({ price: { perCpuCoreHour: 0.1, perRamGibHour: 0.01 } }, ROUND_BOOK, 1);

    expect(sourcesOf(measures)).toEqual({ ...NOBODY, defaultNano: 2_000_000_000n });
  });
});

/** A node of a product whose pods no list prices. */
const AUTOPILOT: Partial<NodeObservation> = { name: "gk3-shop-pool-1-0a1b2c3d-x1y2", billing: "pods" };
const NOT_PRICED: Finding = {
  code: "node_unpriced",
  subject: { kind: "node", name: "gk3-shop-pool-1-0a1b2c3d-x1y2" },
  minutes: 60,
  detail: "not priced: pods on GKE Autopilot",
};
const OTHER: Finding = {
  code: "usage_impossible",
  subject: { kind: "pod", namespace: "shop", name: "web-1" },
  minutes: 3,
  detail: "9.1e18 B, the node has 3.4e10 B",
};

test("core-hours that nobody prices are counted beside the money, of which there is none", () => {
  const measures = billed(AUTOPILOT, DEFAULT_PRICE_BOOK);

  expect([measures.cpuNano, measures.ramNano]).toEqual([0n, 0n]);
  expect(sourcesOf(measures)).toEqual({ ...NOBODY, unpricedNanoCoreHours: 2_000_000_000n });
});

function costsOf(node: Partial<NodeObservation>): NodeCosts {
  return allocateNode(createNode(node), [], DEFAULT_PRICE_BOOK).costs;
}

describe("the findings of an hour", () => {
  test("tell of each node without a price, after what else was found", () => {
    const found = withUnpriced([OTHER], [costsOf({ name: "node-1" }), costsOf(AUTOPILOT)]);

    expect(found).toEqual([OTHER, NOT_PRICED]);
  });

  test("tell of a node once, however many stretches its hour has", () => {
    const stretch = costsOf(AUTOPILOT);

    expect(withUnpriced([], [stretch, { ...stretch, span: 1 }])).toEqual([NOT_PRICED]);
  });

  test("that an earlier price book left are not told twice", () => {
    expect(withUnpriced([NOT_PRICED, OTHER], [costsOf(AUTOPILOT)])).toEqual([OTHER, NOT_PRICED]);
  });

  test("tell of nodes without a price no more where they all have one", () => {
    expect(withUnpriced([NOT_PRICED, OTHER], [costsOf({ name: "node-1" })])).toEqual([OTHER]);
  });

  test("follow the price book by which the hour is priced anew", () => {
    const observation = createObservation({ nodes: [createNode(AUTOPILOT)], findings: [OTHER] });
    const unpriced = allocateHour(observation, DEFAULT_PRICE_BOOK);

    expect(unpriced.findings).toEqual([OTHER, NOT_PRICED]);
    // This book states defaults of its own, and they hold for such nodes too.
    expect(priceHour(unpriced, ROUND_BOOK).findings).toEqual([OTHER]);
  });
});
