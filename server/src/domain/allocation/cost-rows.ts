import type { ContainerObservation, PodObservation } from "../observation.ts";
import type { CostRow, CostRowKind } from "./measured-hour.ts";
import { addMeasures, type Measures } from "./measures.ts";
import { compareText } from "../compare-text.ts";

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

/** Adds up rows of the same owner and asset, and puts all in a fixed order. */
export function mergeRows(rows: readonly CostRow[]): CostRow[] {
  const merged = new Map<string, CostRow>();
  for (const row of rows) {
    const key = rowKey(row);
    const before = merged.get(key);
    merged.set(key, before ? addRows(before, row) : row);
  }
  return inOrder([...merged]);
}

/** The rows in an order that depends on nothing but what they are. */
export function sortRows(rows: readonly CostRow[]): CostRow[] {
  return inOrder(rows.map((row) => [rowKey(row), row] as const));
}

function inOrder(keyed: readonly (readonly [string, CostRow])[]): CostRow[] {
  return keyed.toSorted(([a], [b]) => compareText(a, b)).map(([, row]) => row);
}

function rowKey(row: CostRow): string {
  return JSON.stringify([
    row.namespace,
    row.kind,
    row.controllerKind,
    row.controller,
    row.pod,
    row.podUid,
    row.container,
    row.node,
    row.span,
    row.asset && [
      row.asset.kind,
      row.asset.namespace,
      row.asset.name,
      row.asset.providerId,
      row.asset.storageClass,
    ],
  ]);
}

function addRows(a: CostRow, b: CostRow): CostRow {
  const measures = { ...a.measures };
  addMeasures(measures, b.measures);
  return { ...a, scaled: a.scaled || b.scaled, measures };
}
