import * as fc from "fast-check";
import {
  ADVICE_FAMILIES,
  type AdviceObservation,
  type ContainerAdvice,
} from "../../../server/src/domain/advice/advice-observation.ts";
import type { PodObservation } from "../../../server/src/domain/observation.ts";
import { createContainer, createPod } from "../../support/observations.ts";

/** The pods that arbitrary advice is about: two of a Deployment, and one without an owner. */
export const ADVISED_PODS: readonly PodObservation[] = [
  createPod({ name: "web-1", containers: [createContainer({ name: "app", cpuUsage: 1 })] }),
  createPod({ name: "web-2", containers: [createContainer({ name: "app", cpuUsage: 1 })] }),
  createPod({
    name: "lone",
    controllerKind: "",
    controller: "",
    containers: [createContainer({ name: "app", cpuUsage: 1 })],
  }),
];

const WORKLOADS = [
  {
    namespace: "shop",
    controllerKind: "Deployment",
    controller: "web",
    pod: "",
    podUid: "",
    container: "app",
  },
  {
    namespace: "shop",
    controllerKind: "",
    controller: "",
    pod: "lone",
    podUid: "uid-lone",
    container: "app",
  },
  // Nothing of it ran: what is told of it is left out.
  { namespace: "gone", controllerKind: "Deployment", controller: "x", pod: "", podUid: "", container: "app" },
] as const;

const limits = fc.record({
  cpuCores: fc.constantFrom(null, 0.5, 1),
  ramBytes: fc.constantFrom(null, 1e9, 2e9),
});

function container(workload: (typeof WORKLOADS)[number]): fc.Arbitrary<ContainerAdvice> {
  const told = fc.record({
    limits: fc.uniqueArray(
      limits.filter((each) => each.cpuCores !== null || each.ramBytes !== null),
      { maxLength: 2, selector: (each) => JSON.stringify(each) },
    ),
    cpuPeriods: fc.option(
      fc.record({ all: fc.integer({ min: 1, max: 9 }), throttled: fc.constantFrom(0, 1) }),
    ),
    oomKills: fc.constantFrom(0, 0, 1, 2),
  });
  return told.map((each) => ({ ...workload, ...each }));
}

const replicas = fc.option(fc.integer({ min: 1, max: 5 }));

/** Any hour's advice about `ADVISED_PODS`. Few values, so that hours often say the same. */
export const arbitraryAdvice: fc.Arbitrary<AdviceObservation> = fc.record({
  told: fc.subarray([...ADVICE_FAMILIES]),
  usageIntervalSeconds: fc.constantFrom(null, 30, 60),
  containers: fc
    .tuple(...WORKLOADS.map((workload) => fc.option(container(workload))))
    .map((each) => each.filter((one) => one !== null)),
  autoscalers: fc
    .subarray([
      {
        namespace: "shop",
        name: "web",
        targetKind: "Deployment",
        targetName: "web",
        minReplicas: 1,
        maxReplicas: 5,
        targets: [{ metric: "cpu", type: "utilization" as const, value: 0.8, container: null }],
      },
    ])
    .chain((each) =>
      fc.tuple(...each.map((one) => replicas.map((currentReplicas) => ({ ...one, currentReplicas })))),
    ),
  limitRanges: fc.subarray([
    {
      namespace: "shop",
      name: "r",
      of: "Pod" as const,
      resource: "cpu" as const,
      constraint: "max" as const,
      value: 4,
    },
    {
      namespace: "gone",
      name: "r",
      of: "Pod" as const,
      resource: "cpu" as const,
      constraint: "max" as const,
      value: 4,
    },
  ]),
  quotas: fc
    .integer({ min: 0, max: 3 })
    .map((used) =>
      used === 0 ? [] : [{ namespace: "shop", name: "q", resource: "limits.cpu" as const, hard: 10, used }],
    ),
  nodes: fc
    .boolean()
    .map((unschedulable) => [
      { node: "node-1", cpuCores: 3.9, ramBytes: 1e10, pods: 58, taints: [], unschedulable },
    ]),
  disruptionBudgets: fc.constantFrom(0, 1).map((allowed) => [{ namespace: "shop", name: "b", allowed }]),
  verticalTargets: fc.constant([]),
});
