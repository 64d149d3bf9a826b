import { expect, test } from "vitest";
import { poolsOf, type SeenNode, type SeenPod } from "../../../../server/src/domain/packing/pools-of.ts";
import { GIB, podSize } from "./made-pool.ts";

const NODE: SeenNode = {
  name: "node-0",
  zone: "eu-central-1a",
  region: "eu-central-1",
  pool: "general",
  instanceType: "m6i.2xlarge",
  capacityType: "on-demand",
  labels: { "kubernetes.io/hostname": "node-0", "topology.kubernetes.io/zone": "eu-central-1a", disk: "ssd" },
  taints: [],
  isCordoned: false,
  allocatable: { millicores: 7900, ramBytes: 30 * GIB, pods: 58, milliGpus: 0 },
  monthNano: 100n,
};
const POD: SeenPod = {
  id: "web-0",
  namespace: "shop",
  workload: "web",
  node: "node-0",
  staysInZone: false,
  belongsToNode: false,
  size: podSize(1, 2),
};
const AGENT: SeenPod = {
  ...POD,
  id: "agent-0",
  workload: "agent",
  belongsToNode: true,
  size: podSize(0.5, 1),
};

test("a node has room for what its own DaemonSets leave, which need not run on each node", () => {
  const other = { ...NODE, name: "node-1", labels: { ...NODE.labels, "kubernetes.io/hostname": "node-1" } };
  const [pool, ...rest] = poolsOf([other, NODE], [POD, AGENT]);
  expect(rest).toEqual([]);
  expect(pool?.pods).toEqual([POD]);
  expect(pool?.nodes.map(({ name, room }) => [name, room])).toEqual([
    ["node-0", { millicores: 7400, ramBytes: 29 * GIB, pods: 57, milliGpus: 0 }],
    ["node-1", NODE.allocatable],
  ]);
});

test.each<Partial<SeenNode>>([
  { labels: { ...NODE.labels, disk: "hdd" } },
  { taints: ["dedicated=batch:NoSchedule"] },
  { capacityType: "spot" },
  { instanceType: "m6i.large" },
  { pool: "batch" },
  { region: "eu-west-1" },
])("nodes that differ in %j are of two pools", (different) => {
  expect(poolsOf([NODE, { ...NODE, name: "node-1", ...different }], [])).toHaveLength(2);
});

function labelled(name: string, zone: string): SeenNode {
  const own = { kubernetes_io_hostname: name, topology_kubernetes_io_zone: zone, pool: "general" };
  return { ...NODE, name, zone, labels: own };
}

test("labels that tell one node or its zone part no pool, as Prometheus writes them neither", () => {
  expect(poolsOf([labelled("node-0", "a"), labelled("node-1", "b")], [])).toHaveLength(1);
});

test("a cordoned node is no place to stand, and what stands there is somebody else's work", () => {
  expect(poolsOf([{ ...NODE, isCordoned: true }], [POD])).toEqual([]);
});

test("pools of one name are told apart by what they are", () => {
  const small = { ...NODE, name: "node-1", instanceType: "m6i.large" };
  const tainted = { ...NODE, name: "node-2", pool: "batch", taints: ["a=b:NoSchedule"] };
  const untainted = { ...NODE, name: "node-3", pool: "batch" };
  const names = poolsOf([NODE, small, tainted, untainted], []).map(({ name }) => name);
  expect(names).toContain("general m6i.large on-demand");
  expect(names).toContain("general m6i.2xlarge on-demand");
  expect(new Set(names).size).toBe(4);
  expect(poolsOf([NODE], [])[0]?.name).toBe("general");
});
