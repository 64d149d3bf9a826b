import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { Observation, PodObservation } from "../../server/src/domain/observation.ts";
import {
  createContainer,
  createFee,
  createLoadBalancer,
  createMount,
  createNode,
  createObservation,
  createPod,
  createVolume,
} from "../../test/support/observations.ts";

/** What a made-up cluster is made of; figures as in clusters that people describe, for want of yours. */
export interface ClusterShape {
  readonly containers: number;
  /** Share of the pods that are replaced by new ones each hour. */
  readonly churn: number;
}

/** Four pods of five containers: every fourth pod has a sidecar. */
const CONTAINERS_PER_FOUR_PODS = 5;
const PODS_PER_NODE = 30;
const PODS_PER_CONTROLLER = 4;
const PODS_PER_NAMESPACE = 100;
const PODS_PER_VOLUME = 20;
const NAMESPACES_PER_LOAD_BALANCER = 4;
const TEAMS = 12;

/** An hour of a cluster whose pods are replaced bit by bit, and whose usage never repeats. */
export function observeSizedCluster({ containers, churn }: ClusterShape, hour: Instant): Observation {
  const podCount = Math.ceil((containers * 4) / CONTAINERS_PER_FOUR_PODS);
  const generation = (index: number): number => Math.floor((hour / HOUR_MS) * churn + (index % 997) / 997);
  const pods = Array.from({ length: podCount }, (_, index) => podAt(index, generation(index), hour));
  const nodes = Array.from({ length: Math.ceil(podCount / PODS_PER_NODE) }, (_, index) =>
    createNode({
      name: `node-${index}`,
      providerId: `aws:///eu-west-1a/i-${index}`,
      instanceType: "m7i.4xlarge",
      region: "eu-west-1",
      pool: `pool-${index % 3}`,
      cpuCores: 16,
      ramGib: 64,
      price: { perCpuCoreHour: 0.031, perRamGibHour: 0.0041 },
    }),
  );
  const volumes = pods
    .filter((_, index) => index % PODS_PER_VOLUME === 0)
    .map((pod, index) =>
      createVolume({
        name: `pvc-${index}`,
        namespace: pod.namespace,
        claim: `data-${index}`,
        mounts: [createMount({ pod: pod.name, podUid: pod.uid })],
      }),
    );
  const namespaces = Math.ceil(podCount / PODS_PER_NAMESPACE);
  const loadBalancers = Array.from(
    { length: Math.ceil(namespaces / NAMESPACES_PER_LOAD_BALANCER) },
    (_, index) =>
      createLoadBalancer({ namespace: `namespace-${index * NAMESPACES_PER_LOAD_BALANCER}`, service: "web" }),
  );
  return createObservation({ hour, nodes, pods, volumes, loadBalancers, fee: createFee() });
}

/** Another use of CPU in each minute, between two thirds and four thirds of the mean: a sketch has many bins then. */
function throughTheHour(mean: number, index: number): Float64Array {
  return Float64Array.from(
    { length: 60 },
    (_, minute) => mean * (2 / 3 + (((minute * 37 + index) % 60) / 59) * (2 / 3)),
  );
}

function podAt(index: number, generation: number, hour: Instant): PodObservation {
  const controller = `service-${Math.floor(index / PODS_PER_CONTROLLER)}`;
  const name = `${controller}-7d9c5b8f6d-${index}-${generation}`;
  const usage = 0.05 + ((index * 7919 + hour / HOUR_MS) % 100) / 400;
  const container = {
    cpuRequest: 0.1,
    cpuUsage: throughTheHour(usage, index),
    ramRequestGib: 0.25,
    ramUsageGib: usage * 2,
  };
  return createPod({
    namespace: `namespace-${Math.floor(index / PODS_PER_NAMESPACE)}`,
    name,
    uid: `0f6b0ba2-6f9f-4a6d-9a5d-${String(index).padStart(8, "0")}${String(generation).padStart(8, "0")}`.slice(
      0,
      44,
    ),
    node: `node-${Math.floor(index / PODS_PER_NODE)}`,
    controller,
    labels: { app: controller, team: `team-${index % TEAMS}`, env: "prod" },
    containers: [
      createContainer({ name: "main", ...container }),
      ...(index % 4 === 0
        ? [createContainer({ name: "proxy", ...container, cpuUsage: throughTheHour(usage / 3, index) })]
        : []),
    ],
  });
}
