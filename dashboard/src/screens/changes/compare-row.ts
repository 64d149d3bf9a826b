import type { AllocationKeys } from "@kubecent/shared";
import type { ViewScope } from "../../url/view.ts";

/** What a row of a comparison is called: its values at the keys that it was asked by. */
export function rowName(row: AllocationKeys): string {
  const { cluster, namespace, node, controllerKind, controller, pod, container, labels = {} } = row;
  const workload = controllerKind ? `${controllerKind}/${controller ?? ""}` : controller;
  const names = [cluster, node, namespace, workload, pod, container, ...Object.values(labels)];
  return names.filter((name) => name !== undefined && name !== "").join(" / ");
}

/** Where a row is looked into; null for what has no place of its own, such as a value of a label. */
export function rowScope(row: AllocationKeys, above: ViewScope): ViewScope | null {
  const { labels: _labels, ...keys } = row;
  const values = Object.values(keys);
  if (values.length === 0 || values.some((value) => value.startsWith("__"))) return null;
  return { ...above, ...keys };
}
