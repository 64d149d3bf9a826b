import type { ContainerObservation, PodObservation } from "../observation.ts";
import type { CostRow, CostRowKind } from "./measured-hour.ts";
import type { Measures } from "./measures.ts";

/** A container and the pod that it belongs to. */
export interface PodContainer {
  readonly pod: PodObservation;
  readonly container: ContainerObservation;
}

/** The row of one container. */
export function containerRow({ pod, container }: PodContainer, measures: Measures, scaled: boolean): CostRow {
  return { ...podRow(pod, "container", measures), container: container.name, scaled };
}

/** The row of what belongs to a pod but to none of its containers: volumes and traffic. */
export function podRow(pod: PodObservation, kind: CostRowKind, measures: Measures): CostRow {
  return {
    kind,
    namespace: pod.namespace,
    controllerKind: pod.controllerKind,
    controller: pod.controller,
    pod: pod.name,
    podUid: pod.uid,
    container: "",
    node: pod.node,
    span: 0,
    asset: null,
    labels: pod.labels,
    namespaceLabels: {},
    scaled: false,
    measures,
  };
}

/** A row that belongs to a namespace and to no pod: a load balancer, or a volume that nobody mounted. */
export function namespaceRow(
  kind: "service" | "unmounted",
  owner: { readonly namespace: string; readonly controllerKind: string; readonly controller: string },
  measures: Measures,
): CostRow {
  return {
    kind,
    ...owner,
    pod: kind === "unmounted" ? "__unmounted__" : "",
    podUid: "",
    container: "",
    node: "",
    span: 0,
    asset: null,
    labels: {},
    namespaceLabels: {},
    scaled: false,
    measures,
  };
}
