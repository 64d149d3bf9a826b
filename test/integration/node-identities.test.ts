import { HOUR_MS, type NodeIdentityRow } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collectHour } from "../../server/src/collector/collect-hour.ts";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import { priceShelf } from "../../server/src/price-list/price-shelf.ts";
import { createPrometheusSource } from "../../server/src/sources/prometheus/prometheus-source.ts";
import { registerCluster } from "../../server/src/store/collecting/collection.ts";
import { type CloudCluster, type CloudNode, recordClouds } from "../support/recording/cloud-clusters.ts";
import { aks, autopilot, fargate, gke, hetzner, nitro } from "../support/recording/cloud-nodes.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { callAs, createTestServices } from "../support/test-services.ts";
import {
  prometheusMissing,
  type ServedRecording,
  serveRecording,
} from "../unit/sources/prometheus/support/serve-recording.ts";

const HOUR = Date.UTC(2026, 10, 10, 10);
const NOW = HOUR + 3 * HOUR_MS;
const WINDOW = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + HOUR_MS).toISOString() };
const NEVER = new AbortController().signal;

const missing = await prometheusMissing();
if (missing !== null) process.stderr.write(`Identities not tested against a real server: ${missing}\n`);

/** A machine that no node_exporter watches. */
function withoutFirmware(node: CloudNode): CloudNode {
  return { ...node, firmware: undefined };
}

const EKS = [
  nitro(4, "m5.large", { zone: "eu-central-1a" }),
  nitro(5, "t3.medium", { zone: "eu-central-1b" }),
];
const SPOT = { "karpenter.sh/capacity-type": "spot", "karpenter.sh/nodepool": "burst" };
const ON_DEMAND = { "karpenter.sh/capacity-type": "on-demand", "karpenter.sh/nodepool": "base" };
const RESERVED = { "karpenter.sh/capacity-type": "reserved", "karpenter.sh/nodepool": "base" };
const KARPENTER = [
  nitro(6, "m5.large", { zone: "eu-central-1a", labels: SPOT }),
  nitro(7, "m5.large", { zone: "eu-central-1a", labels: ON_DEMAND }),
  nitro(8, "m5.large", { zone: "eu-central-1a", labels: RESERVED }),
].map(withoutFirmware);
const LOCAL = [nitro(9, "m5.xlarge", { zone: "us-west-2-lax-1a" })];
const AKS = [aks(1, "Standard_D4s_v5"), aks(2, "Standard_D4s_v5", true)];
const GKE = [gke(1, "e2-standard-4"), gke(2, "e2-standard-4", { "cloud.google.com/gke-spot": "true" })];

const CLUSTERS: readonly CloudCluster[] = [
  { name: "eks-firmware", nodes: EKS },
  { name: "eks-firmware-by-node", nodes: EKS, firmwareBy: "node" },
  { name: "eks-firmware-by-system", nodes: EKS, firmwareBy: "system" },
  { name: "eks-labels", nodes: EKS, isAllowed: true },
  { name: "eks-copied", nodes: EKS.map(withoutFirmware), isCopied: true },
  { name: "eks-everything", nodes: EKS, isAllowed: true, isCopied: true },
  { name: "karpenter", nodes: KARPENTER, hasKarpenter: true },
  { name: "local-zone", nodes: LOCAL },
  { name: "fargate", nodes: [fargate(3, "eu-central-1a")] },
  { name: "aks-copied", nodes: AKS, isCopied: true },
  { name: "aks-labels", nodes: AKS, isAllowed: true },
  { name: "gke-labels", nodes: GKE, isAllowed: true },
  { name: "gke-copied", nodes: GKE, isCopied: true },
  { name: "autopilot", nodes: [autopilot(1)] },
  { name: "autopilot-labels", nodes: [autopilot(1)], isAllowed: true },
  { name: "bare-metal", nodes: [hetzner(1)] },
];

let database: TestDatabase;
let recording: ServedRecording;
let admin: ReturnType<typeof callAs>;

beforeAll(async () => {
  if (missing !== null) return;
  database = await createTestDatabase();
  recording = await serveRecording(recordClouds(CLUSTERS, HOUR));
  admin = callAs(
    "admin",
    createTestServices(database, () => NOW),
  );
  for (const { name } of CLUSTERS) {
    const clusterId = await registerCluster(database, { name, source: "prometheus", currency: "USD" });
    const source = createPrometheusSource({ url: recording.url, matchers: { cluster: name } });
    const cluster = { clusterId, name, source, priceBook: DEFAULT_PRICE_BOOK, listsFor: priceShelf() };
    await collectHour({ ...cluster, database, now: () => NOW }, HOUR, NEVER);
  }
}, 120_000);

afterAll(async () => {
  if (missing !== null) return;
  await recording[Symbol.asyncDispose]();
  await database.drop();
});

async function identities(cluster: string): Promise<NodeIdentityRow[]> {
  const { nodes } = await admin.clusters.prices({ cluster });
  return nodes.filter((node) => node.cluster === cluster);
}

/** What an hour of each node cost, by the node's name. */
async function hourlyCosts(cluster: string): Promise<number[]> {
  const { rows } = await admin.cost.nodes({ cluster: [cluster], ...WINDOW });
  const byName = rows.toSorted((a, b) => (a.node < b.node ? -1 : 1));
  return byName.map(({ totalCost }) => Math.round(Number(totalCost) * 1e6) / 1e6);
}

describe.skipIf(missing !== null)("nodes of clouds", () => {
  test.each([
    ["eks-firmware", "firmware", "provider-id"],
    ["eks-firmware-by-node", "firmware", "provider-id"],
    ["eks-firmware-by-system", "firmware", "provider-id"],
    ["eks-labels", "labels", "labels"],
    ["eks-copied", "copied-labels", "copied-labels"],
    ["eks-everything", "labels", "labels"],
  ])("%s: each machine of EKS has its type by its %s, and the list's price", async (cluster, type, place) => {
    const nodes = await identities(cluster);
    expect(
      nodes.map(({ cloud, instanceType, region, zone, capacityType, priceSource }) => [
        cloud,
        instanceType,
        region,
        zone,
        capacityType,
        priceSource,
      ]),
    ).toEqual([
      ["aws", "m5.large", "eu-central-1", "eu-central-1a", "on-demand", "list"],
      ["aws", "t3.medium", "eu-central-1", "eu-central-1b", "on-demand", "list"],
    ]);
    expect(nodes.map(({ told }) => told)).toEqual(
      nodes.map(() => ({ providerId: "object", instanceType: type, region: place, zone: place })),
    );
    expect(await hourlyCosts(cluster)).toEqual([0.115, 0.048]);
  });

  test("Karpenter tells type, zone and capacity type; what is reserved is no list price", async () => {
    const nodes = await identities("karpenter");
    expect(
      nodes.map(({ instanceType, capacityType, priceSource }) => [instanceType, capacityType, priceSource]),
    ).toEqual([
      ["m5.large", "spot", "estimate"],
      ["m5.large", "on-demand", "list"],
      ["m5.large", "reserved", "estimate"],
    ]);
    expect(new Set(nodes.map(({ told }) => `${told.instanceType} ${told.capacityType}`))).toEqual(
      new Set(["karpenter karpenter"]),
    );
    expect(await hourlyCosts("karpenter")).toEqual([0.0391, 0.115, 0.115]);
  });

  test("a local zone is priced by its group", async () => {
    const [node] = await identities("local-zone");
    expect(node).toMatchObject({
      region: "us-west-2",
      zone: "us-west-2-lax-1a",
      priceSource: "list",
      rule: expect.stringContaining("m5.xlarge in us-west-2-lax-1"),
    });
    expect(await hourlyCosts("local-zone")).toEqual([0.23]);
  });

  test.each(["aks-copied", "aks-labels"])("%s: AKS tells spot by a taint alone", async (cluster) => {
    const nodes = await identities(cluster);
    expect(
      nodes.map(({ cloud, instanceType, region, capacityType, told, priceSource }) => [
        cloud,
        instanceType,
        region,
        capacityType,
        told.capacityType,
        priceSource,
      ]),
    ).toEqual([
      ["azure", "Standard_D4s_v5", "westeurope", "spot", "taint", "estimate"],
      ["azure", "Standard_D4s_v5", "westeurope", "on-demand", undefined, "list"],
    ]);
    expect((await hourlyCosts(cluster))[1]).toBe(0.23);
  });

  test.each(["gke-labels", "gke-copied"])("%s: GKE tells spot by a label", async (cluster) => {
    const nodes = await identities(cluster);
    expect(nodes.map(({ capacityType, priceSource }) => [capacityType, priceSource])).toEqual([
      ["on-demand", "list"],
      ["spot", "estimate"],
    ]);
    expect((await hourlyCosts(cluster))[0]).toBe(0.147431);
  });

  test("Fargate's pods are priced by the region's rates, and its node by nothing", async () => {
    const [node] = await identities("fargate");
    expect(node).toMatchObject({ cloud: "aws", instanceType: "", billedByPods: true, priceSource: "list" });
    const { priceSources } = await admin.cost.cluster({ cluster: ["fargate"], ...WINDOW });
    expect(priceSources).not.toHaveProperty("default");
  });

  test.each(["autopilot", "autopilot-labels"])(
    "%s: Autopilot is not priced, and says so",
    async (cluster) => {
      const [node] = await identities(cluster);
      expect(node).toMatchObject({
        cloud: "gcp",
        billedByPods: true,
        priceSource: "none",
        rule: "not priced: pods on GKE Autopilot",
      });
      const { priceSources, coverage } = await admin.cost.cluster({ cluster: [cluster], ...WINDOW });
      expect(priceSources).toMatchObject({ none: 1 });
      expect((coverage.findings ?? []).map(({ code }) => code)).toContain("node_unpriced");
    },
  );

  test("a rented server without a cloud costs the defaults, and says so", async () => {
    const [node] = await identities("bare-metal");
    expect(node).toMatchObject({
      cloud: "",
      instanceType: "",
      capacityType: "on-demand",
      told: {},
      priceSource: "default",
    });
  });

  test("where the list knows the type, defaults make less than a hundredth of the cost", async () => {
    const unknown = new Set(["bare-metal", "autopilot", "autopilot-labels"]);
    for (const { name } of CLUSTERS.filter((each) => !unknown.has(each.name))) {
      const { priceSources } = await admin.cost.cluster({ cluster: [name], ...WINDOW });
      expect([name, (priceSources.default ?? 0) < 0.01]).toEqual([name, true]);
    }
  });
});
