import { expect, test } from "vitest";
import { withLists } from "../../../../server/src/collector/with-lists.ts";
import { closing, type HourCosts } from "../../../../server/src/domain/allocation/hour-costs.ts";
import { measureHour } from "../../../../server/src/domain/allocation/measure-hour.ts";
import { priceHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { priceShelf } from "../../../../server/src/price-list/price-shelf.ts";
import { observeHour } from "../../../../server/src/sources/prometheus/observe-hour.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { answerFrom } from "./support/answer-from.ts";
import { readerOf } from "./support/reader-of.ts";
import { seriesOf, steady } from "./support/series-of.ts";

const KSM = { job: "ksm", instance: "ksm:8080" };
const GIB = 2 ** 30;

function told(metric: string, labels: Record<string, string>, value = 1): Series {
  return seriesOf({ ...KSM, __name__: metric, ...labels }, steady(-7, 67, { value }));
}

interface Machine {
  readonly id: string;
  readonly version: string;
  readonly labels?: Record<string, string>;
  readonly cores?: number;
  readonly gib?: number;
}

/** What kube-state-metrics tells of a node, with its labels where these are let through. */
function node(name: string, { id, version, labels = {}, cores = 4, gib = 16 }: Machine): Series[] {
  const prefixed = Object.entries(labels).map(([label, value]) => [`label_${label}`, value]);
  return [
    told("kube_node_info", { node: name, provider_id: id, kubelet_version: version }),
    told("kube_node_labels", { node: name, ...Object.fromEntries(prefixed) }),
    told("kube_node_status_capacity", { node: name, resource: "cpu" }, cores),
    told("kube_node_status_capacity", { node: name, resource: "memory" }, gib * GIB),
  ];
}

function pod(name: string, on: string, cores: number, gib: number): Series[] {
  const labels = { namespace: "shop", pod: name, uid: name, node: on };
  const container = { ...labels, container: "main" };
  return [
    told("kube_pod_info", labels),
    told("kube_pod_container_status_running", container),
    told("kube_pod_container_resource_requests", { ...container, resource: "cpu" }, cores),
    told("kube_pod_container_resource_requests", { ...container, resource: "memory" }, gib * GIB),
  ];
}

function machineLabels(
  type: string,
  region: string,
  zone: string,
  more: Record<string, string> = {},
): Record<string, string> {
  return {
    node_kubernetes_io_instance_type: type,
    topology_kubernetes_io_region: region,
    topology_kubernetes_io_zone: zone,
    ...more,
  };
}

const KARPENTER = "karpenter_cloudprovider_instance_type_offering_price_estimate";
const EKS = "v1.34.1-eks-1a2b3c4";

const ON_EKS: readonly Series[] = [
  ...node("listed", {
    id: "aws:///us-east-1a/i-1",
    version: EKS,
    labels: machineLabels("m6i.xlarge", "us-east-1", "us-east-1a"),
  }),
  ...node("spot", {
    id: "aws:///us-east-1b/i-2",
    version: EKS,
    labels: machineLabels("m5.xlarge", "us-east-1", "us-east-1b", { karpenter_sh_capacity_type: "spot" }),
  }),
  ...node("block", {
    id: "aws:///us-east-1b/i-3",
    version: EKS,
    labels: machineLabels("m5.xlarge", "us-east-1", "us-east-1b", {
      eks_amazonaws_com_capacityType: "CAPACITY_BLOCK",
    }),
  }),
  ...node("fargate-ip-10-0-1-2.ec2.internal", {
    id: "aws:///us-east-1a/1a2b/fargate-ip-10-0-1-2.ec2.internal",
    version: EKS,
    labels: { eks_amazonaws_com_compute_type: "fargate" },
    cores: 2,
    gib: 4,
  }),
  ...pod("web", "listed", 1, 4),
  ...pod("batch", "spot", 1, 4),
  ...pod("train", "block", 1, 4),
  ...pod("job", "fargate-ip-10-0-1-2.ec2.internal", 0.5, 0.75),
  seriesOf(
    {
      job: "karpenter",
      __name__: KARPENTER,
      instance_type: "m5.xlarge",
      capacity_type: "spot",
      zone: "us-east-1b",
    },
    steady(-7, 67, { value: 0.0712 }),
  ),
  told("kube_persistentvolume_capacity_bytes", { persistentvolume: "pv-1" }, 100 * GIB),
  told("kube_persistentvolumeclaim_info", {
    namespace: "shop",
    persistentvolumeclaim: "data",
    volumename: "pv-1",
    storageclass: "gp3",
  }),
  told("kube_service_spec_type", { namespace: "shop", service: "web", type: "LoadBalancer" }),
];

async function costsOf(recorded: readonly Series[]): Promise<HourCosts> {
  const measured = measureHour(await observeHour(readerOf(answerFrom(recorded)).reader));
  return priceHour(measured, await withLists(DEFAULT_PRICE_BOOK, measured, priceShelf()));
}

function pricesOf({ nodes, assets }: HourCosts): Record<string, string> {
  return Object.fromEntries([
    ...nodes.map(({ name, rates }) => [name, `${rates.source}: ${rates.rule}`] as const),
    ...assets.map(
      ({ kind, name, priceSource, priceRule }) =>
        [`${kind} ${name}`, `${priceSource}: ${priceRule}`] as const,
    ),
  ]);
}

test("a cluster on EKS without an exporter is priced by Karpenter and the list, and nothing of it by defaults", async () => {
  const hour = await costsOf(ON_EKS);
  expect(pricesOf(hour)).toMatchObject({
    listed: "list: list 2026-07-20, m6i.xlarge in us-east-1, on demand",
    spot: "karpenter: Karpenter's estimate for m5.xlarge, spot, total split",
    block: expect.stringMatching(
      /^estimate: in a capacity block, whose own price is not known; on demand it would be list /,
    ),
    "fargate-ip-10-0-1-2.ec2.internal": "list: list 2026-09-30, Fargate in us-east-1, by pod",
    "volume pv-1": "list: list 2021-07-14, gp3 in us-east-1",
    "loadBalancer web": "list: list 2026-09-30, load balancer in us-east-1",
    "fee fee": "list: list 2026-11-28, fee of EKS",
  });
  const total = hour.rows.reduce((sum, { measures }) => sum + measures.defaultNano, 0n);
  expect([total, closing(hour).differenceNano]).toEqual([0n, 0n]);
  expect(hour.findings.map(({ code }) => code)).toContain("node_price_by_contract");
});

test("what each of its nodes costs is what its cloud asks", async () => {
  const hour = await costsOf(ON_EKS);
  const cost = (name: string): number => {
    const { asset } = hour.nodes.find((each) => each.name === name) ?? {};
    return Number((asset?.cpu ?? 0n) + (asset?.ram ?? 0n)) / 1e9;
  };
  expect(cost("listed")).toBeCloseTo(0.192, 7);
  expect(cost("spot")).toBeCloseTo(0.0712, 7);
  expect(cost("block")).toBeCloseTo(0.192, 7);
  // Half a core and a GiB, of which a fourth is Kubernetes' own.
  expect(cost("fargate-ip-10-0-1-2.ec2.internal")).toBeCloseTo(0.5 * 0.04048 + 0.004445, 7);
});

const GKE = "v1.33.4-gke.1134000";

test("a cluster on GKE with machines made to measure is priced by its families' rates, and its disks where they stand", async () => {
  const hour = await costsOf([
    ...node("made", {
      id: "gce://p/europe-west4-a/made",
      version: GKE,
      labels: machineLabels("n2-custom-4-16384", "europe-west4", "europe-west4-a"),
    }),
    ...pod("web", "made", 1, 4),
    told("kube_persistentvolume_capacity_bytes", { persistentvolume: "pv-1" }, 100 * GIB),
    told("kube_persistentvolume_info", {
      persistentvolume: "pv-1",
      storageclass: "premium-rwo",
      csi_driver: "pd.csi.storage.gke.io",
      csi_volume_handle: "projects/p/zones/us-central1-a/disks/pv-1",
    }),
  ]);
  expect(pricesOf(hour)).toMatchObject({
    made: expect.stringMatching(
      /^estimate: estimated from list .*, rates of n2 in europe-west4 for n2-custom-4-16384/,
    ),
    "fee fee": "list: list 2026-11-28, fee of GKE",
  });
});

test("a cluster on AKS has a fee that nobody knows, and says so", async () => {
  const id =
    "azure:///subscriptions/s/resourceGroups/mc_x/providers/Microsoft.Compute/virtualMachineScaleSets/aks-a-vmss/virtualMachines/0";
  const labels = machineLabels("Standard_D4s_v5", "westeurope", "westeurope-1");
  const hour = await costsOf(node("aks-a-vmss000000", { id, version: "v1.33.4", labels }));
  expect(pricesOf(hour)).toMatchObject({
    "aks-a-vmss000000": expect.stringContaining("list: list 2026-06-18, Standard_D4s_v5 in westeurope"),
    "fee fee": expect.stringContaining("none: not priced: fee of AKS"),
  });
});
