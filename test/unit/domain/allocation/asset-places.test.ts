import { beforeAll, expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import type { AssetCosts } from "../../../../server/src/domain/allocation/hour-costs.ts";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import { DEFAULT_PRICE_BOOK, type PricedBy } from "../../../../server/src/domain/prices/price-book.ts";
import { priceShelf } from "../../../../server/src/price-list/price-shelf.ts";
import {
  createContainer,
  createFee,
  createLoadBalancer,
  createMount,
  createNode,
  createObservation,
  createPod,
  createTraffic,
  createVolume,
} from "../../../support/observations.ts";

const HERE = createNode({ name: "here", instanceType: "m5.large", region: "us-east-1" });
const THERE = createNode({ name: "there", instanceType: "m5.large", region: "eu-central-1" });
const GOOGLES = createNode({ name: "googles", instanceType: "e2-standard-4", region: "us-central1" });

let book: PricedBy = DEFAULT_PRICE_BOOK;
beforeAll(async () => {
  const lists = await priceShelf()([HERE, THERE, GOOGLES]);
  book = { ...DEFAULT_PRICE_BOOK, lists };
});

function priceOf(kind: AssetCosts["kind"], observed: Partial<Observation>, by = book): string {
  const { assets } = allocateHour(createObservation(observed), by);
  const asset = assets.find((each) => each.kind === kind);
  return asset ? `${Number(asset.pricePico) / 1e12} ${asset.priceSource} ${asset.priceRule}` : "none";
}

const DISK = createVolume({
  name: "data",
  namespace: "shop",
  claim: "data",
  storageClass: "gp3",
  providerId: "vol-1",
});

/** A pod on each of some nodes, all of which have the disk mounted. */
function mountedOn(...names: readonly string[]): Partial<Observation> {
  const pods = names.map((node) =>
    createPod({
      name: `on-${node}`,
      namespace: "shop",
      node,
      containers: [createContainer({ cpuRequest: 1 })],
    }),
  );
  const mounts = pods.map(({ name: pod, uid: podUid }) => createMount({ namespace: "shop", pod, podUid }));
  return { pods, volumes: [{ ...DISK, mounts }] };
}

const GIB_HOURS = 730;

test.each<[string, Partial<Observation>, string]>([
  ["where all nodes are", { nodes: [HERE], volumes: [DISK] }, "0.08 gp3 in us-east-1"],
  [
    "where the node is that has it",
    { nodes: [HERE, THERE], ...mountedOn("there") },
    "0.0952 gp3 in eu-central-1",
  ],
  ["nowhere, by nodes in two regions", { nodes: [HERE, THERE], ...mountedOn("here", "there") }, "default"],
  [
    "nowhere, if nobody has it and nodes are in two regions",
    { nodes: [HERE, THERE], volumes: [DISK] },
    "default",
  ],
  [
    "where its provider id says",
    { nodes: [HERE, THERE], volumes: [{ ...DISK, providerId: "aws://eu-central-1b/vol-1" }] },
    "0.0952 gp3 in eu-central-1",
  ],
  [
    "where Google's id says",
    {
      nodes: [GOOGLES, THERE],
      volumes: [
        { ...DISK, storageClass: "premium-rwo", providerId: "projects/p/zones/us-central1-a/disks/d" },
      ],
    },
    "0.17 pd-ssd in us-central1",
  ],
  [
    "in two zones, by Google's id",
    {
      nodes: [GOOGLES],
      volumes: [{ ...DISK, storageClass: "standard", providerId: "projects/p/regions/us-central1/disks/d" }],
    },
    "0.08 pd-standard-regional in us-central1",
  ],
  [
    "as Google's usual disk",
    { nodes: [GOOGLES], volumes: [{ ...DISK, storageClass: "standard-rwo" }] },
    "0.1 estimated from pd-ssd in us-central1 pd-balanced",
  ],
])("a volume is priced %s", (_where, observed, found) => {
  const [price, source, ...rule] = priceOf("volume", observed).split(" ");
  const words = rule
    .join(" ")
    .replace(/,? ?list [\d-]+,?/, "")
    .trim();
  const month = `${Number((Number(price) * GIB_HOURS).toFixed(6))} ${words}`;
  expect(source === "default" ? source : month).toBe(found);
});

test.each<[string, Observation["nodes"], string]>([
  ["Virginia", [HERE], "0.0225 list list 2026-09-30, load balancer in us-east-1"],
  ["Frankfurt", [THERE], "0.027 list list 2026-08-17, load balancer in eu-central-1"],
  ["Iowa", [GOOGLES], "0.025 list list 2026-11-28, load balancer in us-central1"],
  ["two regions", [HERE, THERE], "0.025 default default"],
])("a load balancer in %s costs what its cloud asks there", (_where, nodes, price) => {
  expect(priceOf("loadBalancer", { nodes, loadBalancers: [createLoadBalancer({ perHour: null })] })).toBe(
    price,
  );
});

test("an exporter, a price of one's own and a default of one's own go before the list", () => {
  const loadBalancers = [createLoadBalancer({ perHour: null })];
  const rule = {
    kind: "loadBalancer",
    match: {},
    validFrom: null,
    validTo: null,
    confirmed: false,
    perHour: 1,
  } as const;
  const defaults = { ...DEFAULT_PRICE_BOOK.defaults, perLoadBalancerHour: 0.04 };
  const told = [createLoadBalancer({ perHour: 0.03 })];
  expect(priceOf("loadBalancer", { nodes: [HERE], loadBalancers: told })).toBe("0.03 exporter exporter");
  expect(priceOf("loadBalancer", { nodes: [HERE], loadBalancers }, { ...book, rules: [rule] })).toMatch(
    /^1 custom/,
  );
  expect(priceOf("loadBalancer", { nodes: [HERE], loadBalancers }, { ...book, defaults })).toBe(
    "0.04 default default",
  );
  expect(priceOf("loadBalancer", { nodes: [HERE], loadBalancers }, { ...book, currency: "EUR" })).toMatch(
    /default$/,
  );
});

test("traffic to the internet costs what the region asks, and traffic whose price is not known its default", () => {
  const pods = [createPod({ namespace: "shop", name: "web", node: "here" })];
  const network = [
    createTraffic({ namespace: "shop", pod: "web", internetBytes: 2 ** 30, zoneBytes: 0, regionBytes: 0 }),
  ];
  const { assets } = allocateHour(createObservation({ nodes: [HERE], pods, network }), book);
  expect(
    assets.filter(({ kind }) => kind === "network").map(({ name, priceRule }) => [name, priceRule]),
  ).toEqual([
    ["internet", "list 2026-09-30, traffic to the internet in us-east-1"],
    ["region", "default"],
    ["zone", "list 2026-11-28, traffic between zones in us-east-1"],
  ]);
});

test.each<[string, Observation["nodes"], string]>([
  ["eks", [HERE], "0.1 list list 2026-11-28, fee of EKS"],
  [
    "eks-extended",
    [HERE],
    "0.6 estimate estimated by the nodes' version, list 2026-11-28, fee of EKS in extended support",
  ],
  [
    "aks",
    [HERE],
    "0 none not priced: fee of AKS, whose tier no metric tells: Free 0, Standard 0.1, Premium 0.6 dollars an hour",
  ],
  ["gke", [GOOGLES], "0.1 list list 2026-11-28, fee of GKE"],
])("the hour of a cluster that %s runs costs its fee", (platform, nodes, price) => {
  expect(priceOf("fee", { nodes, fee: createFee({ perHour: null, platform }) })).toBe(price);
});

test("without a list the fee of a known platform is not priced, and one of nobody is none", () => {
  const fee = createFee({ perHour: null, platform: "eks" });
  expect(priceOf("fee", { fee }, DEFAULT_PRICE_BOOK)).toBe("0 none not priced: fee of EKS");
  expect(priceOf("fee", { fee: createFee({ perHour: null }) }, DEFAULT_PRICE_BOOK)).toBe("none");
});

test("a price book's fee goes before that of the platform, and is taken once", () => {
  const rule = {
    kind: "fee",
    match: {},
    validFrom: null,
    validTo: null,
    confirmed: false,
    perHour: 0.2,
  } as const;
  const fee = createFee({ perHour: null, platform: "eks" });
  const { assets } = allocateHour(createObservation({ nodes: [HERE], fee }), { ...book, rules: [rule] });
  expect(assets.map(({ kind, priceSource, costNano }) => [kind, priceSource, costNano])).toEqual([
    ["fee", "custom", 200_000_000n],
  ]);
});
