import type { AggregateKey, AllocationKeys } from "@kubecent/shared";
import type { View, ViewScope } from "../url/view.ts";

/** What the rows of a level are: the keys that tell them apart, and what they are called. */
export interface Level {
  aggregate: AggregateKey[];
  one: string;
  many: string;
}

type Plain = Exclude<AggregateKey, `label:${string}`>;

const NAMES: Readonly<Record<Plain, readonly [one: string, many: string]>> = {
  cluster: ["cluster", "clusters"],
  node: ["node", "nodes"],
  namespace: ["namespace", "namespaces"],
  controllerKind: ["kind of workload", "kinds of workload"],
  controller: ["workload", "workloads"],
  pod: ["pod", "pods"],
  container: ["container", "containers"],
};

/** Keys that have to stand beside one, for its names are unique within these alone. */
const WITHIN: Readonly<Record<Plain, readonly Plain[]>> = {
  cluster: [],
  node: ["cluster"],
  namespace: ["cluster"],
  controllerKind: [],
  controller: ["cluster", "namespace", "controllerKind"],
  pod: ["cluster", "namespace"],
  container: ["cluster", "namespace", "pod"],
};

/** What a view's rows are: by what it asks for, else by the next level below its scope. */
export function levelOf({ scope, by }: Pick<View, "scope" | "by">): Level {
  const key = by ?? nextKey(scope);
  if (isLabel(key)) {
    const name = key.slice("label:".length);
    return { aggregate: [key], one: `value of ${name}`, many: `values of ${name}` };
  }
  const [one, many] = NAMES[key];
  const within = WITHIN[key].filter((outer) => scope[outer] === undefined);
  return { aggregate: [...within, key], one, many };
}

/** The key that tells the next level apart. */
export function nextKey({ cluster, node, namespace, controller, pod }: ViewScope): AggregateKey {
  if (pod !== undefined) return "container";
  if (controller !== undefined) return "pod";
  if (namespace !== undefined) return "controller";
  return cluster !== undefined || node !== undefined ? "namespace" : "cluster";
}

/** What lies below a row: its keys within the scope. Null where nothing does, for it is no part of the cluster's tree. */
export function scopeOfRow(scope: ViewScope, keys: AllocationKeys): ViewScope | null {
  const { cluster, node, namespace, controllerKind, controller, pod, container } = keys;
  const own = { cluster, node, namespace, controllerKind, controller, pod, container };
  const named = Object.entries(own).filter(([, name]) => name !== undefined);
  if (named.length === 0) return null;
  const below: ViewScope = { ...scope, ...Object.fromEntries(named) };
  if (below.controller !== undefined) below.controllerKind ??= "";
  return below;
}

/** Whether a key is a label. */
export function isLabel(key: AggregateKey): key is `label:${string}` {
  return key.startsWith("label:");
}
