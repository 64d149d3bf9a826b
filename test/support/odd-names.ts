import type { Instant } from "@kubecent/shared";
import type { Observation } from "../../server/src/domain/observation.ts";
import {
  createContainer,
  createLoadBalancer,
  createMount,
  createNode,
  createObservation,
  createPod,
  createTraffic,
  createVolume,
} from "./observations.ts";

/** A world for each name, in which everything that has a name is called so: node, pod, owner, labels, volume, service. */
export function oddObservation(hour: Instant, names: readonly string[]): Observation {
  return createObservation({
    hour,
    nodes: names.map((name) =>
      createNode({
        name,
        providerId: name,
        instanceType: name,
        region: name,
        pool: name,
        labels: { odd: name },
      }),
    ),
    pods: names.map((name) =>
      createPod({
        name,
        namespace: name,
        uid: name,
        node: name,
        controllerKind: name,
        controller: name,
        labels: { odd: name, [`odd_${name}`]: "value" },
        containers: [createContainer({ name, cpuRequest: 1, cpuUsage: 0.5, ramUsageGib: 1 })],
      }),
    ),
    volumes: names.map((name) =>
      createVolume({
        name,
        namespace: name,
        claim: name,
        storageClass: name,
        providerId: name,
        mounts: [createMount({ namespace: name, pod: name, podUid: name })],
      }),
    ),
    loadBalancers: names.map((name) => createLoadBalancer({ namespace: name, service: name })),
    network: names.map((name) =>
      createTraffic({ namespace: name, pod: name, podUid: name, internetBytes: 1e9 }),
    ),
    namespaceLabels: new Map(names.map((name) => [name, { odd: name }])),
  });
}
