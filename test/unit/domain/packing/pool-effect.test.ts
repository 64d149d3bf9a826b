import { describe, expect, test } from "vitest";
import { freedAmounts, missingRoom, stockOf } from "../../../../server/src/domain/packing/missing-room.ts";
import type { Pool, PoolChanges, PoolPod } from "../../../../server/src/domain/packing/pool.ts";
import {
  changeGain,
  neededAfter,
  neededNow,
  packedGain,
} from "../../../../server/src/domain/packing/pool-effect.ts";
import { GIB, madePool, podSize, resized } from "./made-pool.ts";

const ROOM = { millicores: 8000, ramBytes: 32 * GIB, pods: 110, milliGpus: 0 };

/** Ten nodes with four pods each, of workloads with a replica on each node of their own. */
function fullPool(cores: number, gib: number): Pool {
  const nodes = Array.from({ length: 10 }, (_, node) =>
    Array.from({ length: 4 }, (__, place) => ({
      id: `pod-${node}-${place}`,
      workload: `workload-${(node * 4 + place) % 13}`,
      size: podSize(cores, gib),
    })),
  );
  return madePool(ROOM, nodes);
}

function gainOf(pool: Pool, changes: PoolChanges): ReturnType<typeof changeGain> {
  const now = neededNow(pool);
  return changeGain(pool, changes, { now, after: neededAfter(pool, changes, now) });
}

// The figures of docs/savings.md.
describe("what a change of requests takes off the bill", () => {
  test("half the CPU and half the memory: half of the nodes", () => {
    const pool = fullPool(2, 8);
    expect(
      gainOf(
        pool,
        resized(pool, () => podSize(1, 4)),
      ),
    ).toEqual({
      leastNodes: 5,
      mostNodes: 5,
      leastNano: 500n,
      mostNano: 500n,
    });
  });

  test("half the CPU where memory fills the nodes: nothing", () => {
    const pool = fullPool(2, 8);
    expect(
      gainOf(
        pool,
        resized(pool, () => podSize(1, 8)),
      ),
    ).toMatchObject({ leastNodes: 0, mostNodes: 0 });
  });

  test("half the CPU and memory where nodes are full of pods: nothing", () => {
    const pool = fullPool(2, 8);
    const few = { ...pool, nodes: pool.nodes.map((node) => ({ ...node, room: { ...ROOM, pods: 4 } })) };
    expect(
      gainOf(
        few,
        resized(few, () => podSize(1, 4)),
      ),
    ).toMatchObject({ leastNodes: 0, mostNodes: 0 });
  });

  test("one small workload: nothing until more becomes free, and how much more", () => {
    const pool = fullPool(2, 8);
    const changes = resized(pool, (pod) => (pod.workload === "workload-0" ? podSize(1, 4) : pod.size));
    expect(gainOf(pool, changes)).toMatchObject({ leastNodes: 0, mostNodes: 0 });
    const missing = missingRoom(stockOf(pool), freedAmounts(pool, changes), neededNow(pool));
    // A node has 8 cores and 32 GiB; four pods give 1 core and 4 GiB each.
    expect(missing).toEqual({
      millicores: 4000,
      ramBytes: 16 * GIB,
      pods: 0,
      milliGpus: 0,
    });
  });

  test("one of the pods on a node of its own: that node, by packing alone", () => {
    const pool = fullPool(2, 8);
    const spare = { name: "node-10", zone: "a", room: ROOM, monthNano: 100n };
    const pods = pool.pods.map((pod, index) => (index === 0 ? { ...pod, node: "node-10" } : pod));
    const spread = { ...pool, nodes: [...pool.nodes, spare], pods };
    expect(packedGain(spread, neededNow(spread))).toMatchObject({ leastNodes: 1, mostNodes: 1 });
  });

  test("a pool of one node keeps it", () => {
    const pool = madePool(ROOM, [[{ id: "pod", workload: "web", size: podSize(1, 1) }]]);
    const changes = resized(pool, () => null);
    expect(gainOf(pool, changes)).toMatchObject({ leastNodes: 0, mostNodes: 0 });
    expect(missingRoom(stockOf(pool), freedAmounts(pool, changes), neededNow(pool))).toBeNull();
  });

  test("asking for more raises it", () => {
    const pool = fullPool(2, 8);
    expect(
      gainOf(
        pool,
        resized(pool, () => podSize(4, 8)),
      ),
    ).toMatchObject({ leastNodes: -10, mostNodes: -10 });
  });

  test("replicas that stand apart stay apart: at least nothing, at most all but one", () => {
    const nodes = Array.from({ length: 3 }, (_, node) => [
      { id: `pod-${node}`, workload: "web", size: podSize(1, 1) },
    ]);
    const pool = madePool(ROOM, nodes);
    expect(packedGain(pool, neededNow(pool))).toMatchObject({ leastNodes: 0, mostNodes: 2 });
    expect(
      gainOf(
        pool,
        resized(pool, () => podSize(0.5, 0.5)),
      ),
    ).toMatchObject({ leastNodes: 0, mostNodes: 0 });
  });
});

test("pods of a DaemonSet that shrink leave room on each node", () => {
  const pool = fullPool(2, 8);
  const freed = new Map(pool.nodes.map(({ name }) => [name, podSize(2, 8)]));
  const gain = gainOf(pool, { pods: new Map(), freed });
  expect(gain).toMatchObject({ leastNodes: 2, mostNodes: 2 });
});

function database(node: string, replica: number): PoolPod {
  return {
    id: `db-${replica}`,
    namespace: "shop",
    workload: "db",
    node,
    staysInZone: true,
    size: podSize(3.5, 1),
  };
}

function website(node: string, replica: number): PoolPod {
  return {
    id: `web-${replica}`,
    namespace: "shop",
    workload: "web",
    node,
    staysInZone: false,
    size: podSize(3, 20),
  };
}

test("a node of another kind does not appear where it would be needed", () => {
  const small = { millicores: 6000, ramBytes: 32 * GIB, pods: 110, milliGpus: 0 };
  const node = { zone: "a", room: small, monthNano: 100n };
  const pool = {
    name: "general",
    nodes: [
      { ...node, name: "b0", zone: "b", room: ROOM },
      { ...node, name: "b1", zone: "b" },
      ...["a0", "a1", "a2"].map((name) => ({ ...node, name })),
    ],
    pods: [
      database("b0", 0),
      database("b0", 1),
      database("b1", 2),
      website("a0", 0),
      website("a1", 1),
      website("a2", 2),
    ],
  };
  // Two of the three in zone b fit on its larger node alone; a second one of that size is not there.
  expect(packedGain(pool, neededNow(pool))).toMatchObject({ leastNodes: 0, mostNodes: 0 });
});

test("the order of nodes and pods changes nothing", () => {
  const pool = fullPool(1.5, 7);
  const turned = { ...pool, nodes: pool.nodes.toReversed(), pods: pool.pods.toReversed() };
  expect(neededNow(turned)).toEqual(neededNow(pool));
});
