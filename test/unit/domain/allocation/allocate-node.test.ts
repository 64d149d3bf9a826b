import { expect, test } from "vitest";
import type { ContainerObservation, NodeObservation } from "../../../../server/src/domain/observation.ts";
import { type AllocatedNode, allocateNode } from "../../../support/allocated.ts";
import {
  createContainer,
  createNode,
  createPod,
  everyMinute,
  gib,
  minutesBetween,
  ROUND_BOOK,
} from "../../../support/observations.ts";

const PARTS = { perCpuCoreHour: 0.05, perRamGibHour: 0.02, perGpuHour: 3 };

function allocate(node: NodeObservation, ...containers: ContainerObservation[]): AllocatedNode {
  const pod = createPod();
  return allocateNode(
    node,
    containers.map((container) => ({ pod, container })),
    ROUND_BOOK,
  );
}

test("containers pay the node's own rates, and the rest is idle", () => {
  const node = createNode({ price: PARTS });
  const container = createContainer({ cpuRequest: 1, ramRequestGib: 4 });

  const { costs, rows } = allocate(node, container);

  expect(rows[0]?.measures).toMatchObject({ cpuNano: 50_000_000n, ramNano: 80_000_000n, gpuNano: 0n });
  expect(costs).toMatchObject({
    described: true,
    overcommitted: false,
    priceSource: "exporter",
    capacity: { cpu: 4_000_000_000n, ram: 16_000_000_000n, gpu: 0n },
    asset: { cpu: 200_000_000n, ram: 320_000_000n, gpu: 0n },
    allocated: { cpu: 50_000_000n, ram: 80_000_000n, gpu: 0n },
    idle: { cpu: 150_000_000n, ram: 240_000_000n, gpu: 0n },
    unobserved: { cpu: 0n, ram: 0n, gpu: 0n },
  });
});

test("a container's row keeps what was billed, requested and used beside the money", () => {
  const container = createContainer({
    cpuRequest: 1,
    cpuUsage: 2,
    ramRequestGib: 4,
    ramUsageGib: 1,
    gpuRequest: 0.5,
    ran: minutesBetween(0, 30),
  });

  const { rows } = allocate(createNode({ gpus: 1 }), container);

  expect(rows[0]?.measures).toMatchObject({
    cpuNanoCoreHours: 1_000_000_000n,
    cpuRequestNanoCoreHours: 500_000_000n,
    cpuUsageNanoCoreHours: 1_000_000_000n,
    ramNanoGibHours: 2_000_000_000n,
    ramRequestNanoGibHours: 2_000_000_000n,
    ramUsageNanoGibHours: 500_000_000n,
    gpuNanoHours: 250_000_000n,
    ranSeconds: 1_800n,
  });
});

test("all money of a node on defaults is marked as such", () => {
  const { costs, rows } = allocate(createNode(), createContainer({ cpuRequest: 1, ramRequestGib: 1 }));

  expect(costs.priceSource).toBe("default");
  expect(rows[0]?.measures).toMatchObject({
    cpuNano: 40_000_000n,
    ramNano: 10_000_000n,
    defaultNano: 50_000_000n,
  });
});

test("a node that appears within the hour costs from then on", () => {
  const { costs } = allocate(createNode({ seenMinutes: minutesBetween(45, 60), price: PARTS }));

  expect(costs.asset).toEqual({ cpu: 50_000_000n, ram: 80_000_000n, gpu: 0n });
});

test("minutes that nobody saw cost, and are nobody's and not idle", () => {
  const node = createNode({
    price: PARTS,
    seenMinutes: minutesBetween(0, 45),
    unobservedMinutes: minutesBetween(45, 60),
  });

  const { costs } = allocate(node);

  expect(costs).toMatchObject({
    asset: { cpu: 200_000_000n },
    idle: { cpu: 150_000_000n },
    unobserved: { cpu: 50_000_000n },
  });
});

test("each minute is billed at the price it had", () => {
  const node = createNode({
    spans: [
      { fromMinute: 0, cpuCores: 4, ramBytes: gib(16), gpus: 0, price: PARTS },
      { fromMinute: 15, cpuCores: 4, ramBytes: gib(16), gpus: 0, price: { ...PARTS, perCpuCoreHour: 0.09 } },
    ],
  });

  const { costs, rows } = allocate(node, createContainer({ cpuRequest: 1 }));

  // A quarter of an hour at 0.05, three at 0.09.
  expect(rows[0]?.measures.cpuNano).toBe(80_000_000n);
  expect(costs.asset.cpu).toBe(320_000_000n);
});

test("each minute is held against the capacity it had", () => {
  const node = createNode({
    spans: [
      { fromMinute: 0, cpuCores: 8, ramBytes: gib(16), gpus: 0, price: PARTS },
      { fromMinute: 30, cpuCores: 2, ramBytes: gib(16), gpus: 0, price: PARTS },
    ],
  });

  const { costs, rows } = allocate(node, createContainer({ cpuRequest: 4 }));

  // Half an hour of the 4 cores it wants, then half an hour of the 2 there are.
  expect(rows[0]).toMatchObject({ scaled: true, measures: { cpuNanoCoreHours: 3_000_000_000n } });
  expect(costs).toMatchObject({ overcommitted: true, capacity: { cpu: 5_000_000_000n } });
});

test("a span on defaults marks its own money and leaves the exporter's alone", () => {
  const node = createNode({
    spans: [
      { fromMinute: 0, cpuCores: 4, ramBytes: gib(16), gpus: 0, price: PARTS },
      { fromMinute: 30, cpuCores: 4, ramBytes: gib(16), gpus: 0, price: null },
    ],
  });

  const { rows } = allocate(node, createContainer({ cpuRequest: 1 }));

  expect(rows[0]?.measures).toMatchObject({ cpuNano: 45_000_000n, defaultNano: 20_000_000n });
});

test("one container that overcommits a node's CPU scales down all of its containers, in CPU only", () => {
  const node = createNode({ cpuCores: 4, price: PARTS });
  const modest = createContainer({ name: "modest", cpuRequest: 4, ramRequestGib: 1 });
  const greedy = createContainer({ name: "greedy", cpuRequest: 1, cpuUsage: 4, ramRequestGib: 1 });

  const { costs, rows } = allocate(node, modest, greedy);

  expect(rows.map((row) => row.measures.cpuNanoCoreHours)).toEqual([2_000_000_000n, 2_000_000_000n]);
  expect(rows.map((row) => row.measures.ramNanoGibHours)).toEqual([1_000_000_000n, 1_000_000_000n]);
  expect(rows.map((row) => row.scaled)).toEqual([true, true]);
  expect(costs).toMatchObject({ overcommitted: true, idle: { cpu: 0n } });
});

test("a container that seems to use more than its node has is cut down alone", () => {
  const node = createNode({ cpuCores: 4, price: PARTS });
  const modest = createContainer({ name: "modest", cpuRequest: 2, ramRequestGib: 1 });
  const absurd = createContainer({ name: "absurd", cpuRequest: 1, cpuUsage: 6, ramRequestGib: 1 });

  const { costs, rows } = allocate(node, modest, absurd);

  expect(rows.map((row) => row.measures.cpuNanoCoreHours)).toEqual([2_000_000_000n, 2_000_000_000n]);
  expect(rows.map((row) => row.scaled)).toEqual([false, true]);
  expect(costs).toMatchObject({ overcommitted: true, idle: { cpu: 0n } });
});

test("what was requested and used stays as it was where billing is scaled down", () => {
  const { rows } = allocate(createNode({ cpuCores: 1 }), createContainer({ cpuRequest: 3, cpuUsage: 4 }));

  expect(rows[0]?.measures).toMatchObject({
    cpuNanoCoreHours: 1_000_000_000n,
    cpuRequestNanoCoreHours: 3_000_000_000n,
    cpuUsageNanoCoreHours: 4_000_000_000n,
  });
});

test("a burst within the hour is no overcommit while the hour as a whole fits", () => {
  const burst = createContainer({ cpuUsage: minutesBetween(0, 10, 20) });

  const { costs } = allocate(createNode({ cpuCores: 4 }), burst);

  expect(costs.overcommitted).toBe(false);
});

test("a GPU asked of a node without GPUs is billed nothing, and marked", () => {
  const { costs, rows } = allocate(createNode({ gpus: 0 }), createContainer({ gpuRequest: 1 }));

  expect(rows[0]).toMatchObject({ scaled: true, measures: { gpuNano: 0n, gpuNanoHours: 0n } });
  expect(costs.overcommitted).toBe(true);
});

test("a node that was neither seen nor unobserved costs nothing", () => {
  const { costs } = allocate(createNode({ seenMinutes: everyMinute(0) }), createContainer({ cpuRequest: 1 }));

  expect(costs.asset).toEqual({ cpu: 0n, ram: 0n, gpu: 0n });
});

test("a node that containers fill to the brim one after the other is not overcommitted", () => {
  const turns = [0, 10, 20, 30, 40, 50].map((from) =>
    createContainer({ name: `turn-${from}`, cpuRequest: 1, ran: minutesBetween(from, from + 10) }),
  );

  const { costs, rows } = allocate(createNode({ cpuCores: 1 }), ...turns);

  expect(costs).toMatchObject({ overcommitted: false, allocated: { cpu: 39_999_996n }, idle: { cpu: 4n } });
  expect(rows.filter((row) => row.scaled)).toEqual([]);
});

// The exporter prices CPU and memory and says nothing of the GPU: the 2 an hour are our guess.
test("a GPU that the exporter does not price is billed at the default, and marked so", () => {
  const node = createNode({ gpus: 1, price: { perCpuCoreHour: 0.05, perRamGibHour: 0.02 } });

  const { rows } = allocate(node, createContainer({ gpuRequest: 1 }));

  expect(rows[0]?.measures).toMatchObject({ gpuNano: 2_000_000_000n, defaultNano: 2_000_000_000n });
});

test("a node that is billed by its pods costs what they take, and nothing of it is idle or unseen", () => {
  const node = createNode({
    billing: "pods",
    cpuCores: 10_000,
    ramGib: 4_096,
    seenMinutes: minutesBetween(0, 30),
    unobservedMinutes: minutesBetween(30, 60),
    price: { perNodeHour: 400 },
  });
  const container = createContainer({ cpuRequest: 1, cpuUsage: 0.2, ramRequestGib: 2 });

  const { costs, rows } = allocate(node, container);

  expect(costs).toMatchObject({
    priceSource: "default",
    overcommitted: false,
    cpuCores: 1,
    asset: { cpu: 40_000_000n, ram: 20_000_000n },
    allocated: { cpu: 40_000_000n, ram: 20_000_000n },
    idle: { cpu: 0n, ram: 0n, gpu: 0n },
    unobserved: { cpu: 0n, ram: 0n, gpu: 0n },
  });
  expect(rows[0]?.measures).toMatchObject({ cpuNano: 40_000_000n, ramNano: 20_000_000n });
});

test("each machine that bears a name within the hour has its own price", () => {
  const old = {
    providerId: "i-old",
    instanceType: "std-4",
    region: "",
    zone: "",
    pool: "",
    capacityType: "on-demand" as const,
    told: {},
    labels: {},
  };
  const node = createNode({
    spans: [
      { fromMinute: 0, cpuCores: 4, ramBytes: gib(16), gpus: 0, price: null, identity: old },
      {
        fromMinute: 30,
        cpuCores: 4,
        ramBytes: gib(16),
        gpus: 0,
        price: null,
        identity: { ...old, providerId: "i-new", capacityType: "spot" },
      },
    ],
  });

  const { costs } = allocate(node);

  // Half an hour at 0.04 and half an hour at 0.01, of 4 cores.
  expect(costs.asset.cpu).toBe(100_000_000n);
});
