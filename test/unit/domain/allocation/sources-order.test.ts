import { expect, test } from "vitest";
import { measureHour } from "../../../../server/src/domain/allocation/measure-hour.ts";
import type { PodObservation } from "../../../../server/src/domain/observation.ts";
import { createContainer, createNode, createObservation, createPod } from "../../../support/observations.ts";

const PODS = ["a", "b", "c"].map((name) =>
  createPod({ name, containers: [createContainer({ cpuRequest: 1 })] }),
);

function cpuByPod(pods: readonly PodObservation[]): Map<string, bigint> {
  const { rows } = measureHour(createObservation({ nodes: [createNode({ cpuCores: 1 })], pods }));
  return new Map(rows.map(({ pod, measures }) => [pod, measures.cpuNanoCoreHours]));
}

test("who takes the nano that does not come out even depends on names, not on the order of the source", () => {
  for (const pods of [PODS, PODS.toReversed(), [...PODS.slice(1), ...PODS.slice(0, 1)]])
    expect(Object.fromEntries(cpuByPod(pods))).toEqual({ a: 333_333_333n, b: 333_333_333n, c: 333_333_334n });
});

test("a node that is told of by its pods alone has no machine, no place and no pool", () => {
  const { nodes } = measureHour(createObservation({ nodes: [], pods: PODS }));

  expect(nodes).toHaveLength(1);
  expect(nodes[0]).toMatchObject({
    described: false,
    providerId: "",
    instanceType: "",
    region: "",
    zone: "",
    pool: "",
    labels: {},
  });
});
