import type { AggregateKey, AllocationKeys, FilterQuery } from "@kubecent/shared";
import type { ViewScope } from "../../url/view.ts";

/** By what rows are told apart: a workload has a kind and a name. */
export function aggregateOf(by: AggregateKey | null): AggregateKey[] {
  return by === "controller" ? ["controllerKind", "controller"] : [by ?? "namespace"];
}

/** What a row of a comparison is called: its values at the keys that it was asked by. */
export function rowName(row: AllocationKeys): string {
  const { controllerKind, controller, labels = {} } = row;
  const workload =
    controllerKind && controller ? `${controllerKind}/${controller}` : (controller ?? controllerKind);
  const names = [
    row.cluster,
    row.node,
    row.namespace,
    workload,
    row.pod,
    row.container,
    ...Object.values(labels),
  ];
  return names.filter((name) => name !== undefined && name !== "").join(" / ");
}

const SCOPE_KEYS = [
  "cluster",
  "node",
  "namespace",
  "controllerKind",
  "controller",
  "pod",
  "container",
] as const;

/** Where a row is looked into; null for what has no place of its own, such as a value of a label or a kind of workload. */
export function rowScope(row: AllocationKeys, above: ViewScope): ViewScope | null {
  const own = SCOPE_KEYS.flatMap((key) => (row[key] === undefined ? [] : [[key, row[key]] as const]));
  if (own.length === 0 || own.some(([, value]) => value.startsWith("__"))) return null;
  if (row.controllerKind !== undefined && row.controller === undefined) return null;
  return { ...above, ...Object.fromEntries(own) };
}

/** What picks a row of a comparison, and nothing else of its question. */
export function rowFilters({ label }: FilterQuery, row: AllocationKeys): FilterQuery {
  const own = SCOPE_KEYS.flatMap((key) => (row[key] === undefined ? [] : [[key, row[key]] as const]));
  return {
    ...Object.fromEntries(own),
    ...(row.labels && { label: { ...label, ...row.labels } }),
  };
}
