import { expect, test } from "vitest";
import { measureNode } from "../../../../server/src/domain/allocation/measure-node.ts";
import type { MeasuredNode } from "../../../../server/src/domain/allocation/measured-hour.ts";
import type {
  ContainerObservation,
  NodeObservation,
  ReportedNodePrice,
} from "../../../../server/src/domain/observation.ts";
import { createContainer, createNode, createPod, gib } from "../../../support/observations.ts";

const SPAN = { cpuCores: 4, ramBytes: gib(16), gpus: 0, price: null };

function measure(
  node: NodeObservation,
  ...containers: ContainerObservation[]
): ReturnType<typeof measureNode> {
  const pod = createPod();
  return measureNode(
    node,
    containers.map((container) => ({ pod, container })),
    true,
  );
}

function onlyNode(node: NodeObservation): MeasuredNode {
  const [measured, ...more] = measure(node).nodes;
  if (!measured || more.length > 0) throw new Error("One stretch was wanted");
  return measured;
}

test("where usage cannot be, requests for CPU and memory are served first", () => {
  const modest = createContainer({
    name: "modest",
    cpuRequest: 3,
    ramRequestGib: 12,
    cpuUsage: 3,
    ramUsageGib: 12,
  });
  const wrong = createContainer({ name: "wrong", cpuUsage: 10, ramUsageGib: 100 });

  const { rows } = measure(createNode(), modest, wrong);

  expect(
    rows.map(({ container, scaled, measures }) => [
      container,
      scaled,
      measures.cpuNanoCoreHours,
      measures.ramNanoGibHours,
    ]),
  ).toEqual([
    ["modest", false, 3_000_000_000n, 12_000_000_000n],
    ["wrong", true, 1_000_000_000n, 4_000_000_000n],
  ]);
});

test("Karpenter's price stands where there is one, and is left out where there is none", () => {
  expect(onlyNode(createNode({ karpenterPerHour: 0.25 }))).toMatchObject({ karpenterPerHour: 0.25 });
  expect(onlyNode(createNode())).not.toHaveProperty("karpenterPerHour");
});

test("a node that is billed by its pods is as large as what they took, in each stretch of its hour", () => {
  const spans = [
    { fromMinute: 0, ...SPAN },
    { fromMinute: 45, ...SPAN, gpus: 1 },
  ];
  const container = createContainer({ cpuRequest: 2, ramRequestGib: 8, gpuRequest: 1 });

  const { nodes } = measure(createNode({ billing: "pods", spans }), container);

  expect(
    nodes.map(({ fromMinute, cpuCores, ramBytes, gpus, seenHours }) => ({
      fromMinute,
      cpuCores,
      ramBytes,
      gpus,
      seenHours,
    })),
  ).toEqual([
    {
      fromMinute: 0,
      cpuCores: 2,
      ramBytes: gib(8),
      gpus: 1,
      seenHours: { cpu: 1_500_000_000n, ram: 6_000_000_000n, gpu: 750_000_000n },
    },
    {
      fromMinute: 45,
      cpuCores: 2,
      ramBytes: gib(8),
      gpus: 1,
      seenHours: { cpu: 500_000_000n, ram: 2_000_000_000n, gpu: 250_000_000n },
    },
  ]);
});

test.each<[string, ReportedNodePrice | null, ReportedNodePrice | null]>([
  [
    "by part stays",
    { perCpuCoreHour: 0.04, perRamGibHour: 0.01 },
    { perCpuCoreHour: 0.04, perRamGibHour: 0.01 },
  ],
  ["for the whole is one for capacity that nobody pays", { perNodeHour: 3 }, null],
  [
    "for the whole goes, and its parts stay",
    { perNodeHour: 3, perCpuCoreHour: 0.04 },
    { perCpuCoreHour: 0.04 },
  ],
  ["that nobody told is none", null, null],
])("of a node that is billed by its pods, a price %s", (_, price, kept) => {
  expect(onlyNode(createNode({ billing: "pods", price })).reported).toEqual(kept);
});
