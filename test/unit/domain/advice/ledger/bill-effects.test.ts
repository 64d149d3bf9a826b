import { describe, expect, test } from "vitest";
import { billEffects } from "../../../../../server/src/domain/advice/bill/bill-effects.ts";
import { workloadKey } from "../../../../../server/src/domain/advice/bill/pool-changes.ts";
import { savingsTotal } from "../../../../../server/src/domain/advice/ledger/savings-total.ts";
import { poolPacking } from "../../../../../server/src/domain/advice/rules/pool-packing.ts";
import type { SeenNode, SeenPod } from "../../../../../server/src/domain/packing/pools-of.ts";
import { windowOf } from "../truth.ts";
import { madeAdvice, sizeChange } from "./made-advice.ts";

const GIB = 1_073_741_824;
const NODE: SeenNode = {
  name: "",
  zone: "a",
  region: "r",
  pool: "general",
  instanceType: "large",
  capacityType: "on-demand",
  labels: {},
  taints: [],
  isCordoned: false,
  allocatable: { millicores: 4000, ramBytes: 16 * GIB, pods: 110, milliGpus: 0 },
  monthNano: 100n,
};
/** Eight nodes, each full by CPU with two pods; each workload has a replica on each of two nodes. */
const NODES = Array.from({ length: 8 }, (_, index) => ({ ...NODE, name: `node-${index}` }));
const PODS = NODES.flatMap(({ name: node }, index) =>
  [0, 1].map((place): SeenPod => {
    const controller = `web-${(index * 2 + place) % 8}`;
    return {
      id: `${node}-${place}`,
      namespace: "shop",
      workload: workloadKey({ namespace: "shop", controllerKind: "Deployment", controller }),
      node,
      staysInZone: false,
      belongsToNode: false,
      size: { millicores: 2000, ramBytes: 2 * GIB, pods: 1, milliGpus: 0 },
    };
  }),
);
const half = sizeChange({ cpuCores: 2, ramBytes: 2 * GIB }, { cpuCores: 1, ramBytes: 2 * GIB });
const shrinkings = Array.from({ length: 8 }, (_, index) =>
  madeAdvice("container-size", `web-${index}`, { change: half }),
);
const CLUSTER = { cluster: "prod", currency: "USD", window: windowOf(14), guarded: new Set<string>() };

describe("by how much the bill falls", () => {
  test("each alone by nothing surely, and says what is missing; all together by half of the nodes", () => {
    const { of, pools } = billEffects({ nodes: NODES, pods: PODS }, shrinkings);
    const [first] = shrinkings;
    expect(first && of.get(first)).toEqual({
      atLeastNano: 0n,
      atMostNano: 0n,
      // Two replicas free a core each; a node has four.
      until: [{ pool: "general", cpuCores: 2, ramBytes: 0, pods: 0 }],
    });
    expect(pools.map(({ changes }) => changes)).toMatchObject([{ leastNano: 400n, mostNano: 400n }]);
    expect(savingsTotal(shrinkings, pools).bill).toMatchObject({ atLeastNano: 400n, atMostNano: 400n });
  });

  test("by two that do enough together, where none does alone", () => {
    const { pools } = billEffects({ nodes: NODES, pods: PODS }, shrinkings.slice(0, 2));
    expect(pools[0]?.changes).toMatchObject({ leastNodes: 1, mostNodes: 1 });
  });

  test("a workload that is deleted takes its pods along, and is not shrunk first", () => {
    const deleted = [0, 1].map((index) => madeAdvice("abandoned-workload", `web-${index}`));
    const { pools } = billEffects({ nodes: NODES, pods: PODS }, [...deleted, ...shrinkings.slice(0, 2)]);
    expect(pools[0]?.changes).toMatchObject({ leastNodes: 2, mostNodes: 2 });
  });

  test("nothing is changed by what cannot be told", () => {
    const insufficient = { reason: "low_coverage", text: "" } as const;
    const untold = shrinkings.map((each) => ({ ...each, insufficient }));
    expect(billEffects({ nodes: NODES, pods: PODS }, untold).pools[0]?.changes).toMatchObject({
      mostNodes: 0,
    });
  });

  test("what packing gains without any change is a recommendation of its own, and not counted twice", () => {
    const spare = { ...NODE, name: "node-8" };
    // The first pod stands on the spare node, though its place on the first one is free.
    const pods = PODS.map((pod, index) => (index === 0 ? { ...pod, node: "node-8" } : pod));
    const { pools } = billEffects({ nodes: [...NODES, spare], pods }, []);
    const [bill] = pools;
    const advice = bill && poolPacking(bill, CLUSTER);
    expect(advice?.change).toEqual({ to: "fewer-nodes", nodesNow: 9, nodesAdvised: 8 });
    expect(advice?.bill).toEqual({ atLeastNano: 100n, atMostNano: 100n, until: [] });
    const total = savingsTotal(advice ? [advice] : [], pools);
    expect(total.bill).toMatchObject({ atLeastNano: 100n, atMostNano: 100n });
  });

  test("says of a pool that is packed nothing", () => {
    const [bill] = billEffects({ nodes: NODES, pods: PODS }, []).pools;
    expect(bill && poolPacking(bill, CLUSTER)).toBeNull();
  });
});
