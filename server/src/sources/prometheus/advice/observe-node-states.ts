import type { NodeState, Taint } from "../../../domain/advice/advice-observation.ts";
import { compareText } from "../../../domain/compare-text.ts";
import { labelOf, type Series } from "../series/series.ts";
import { NODE } from "./advice-families.ts";
import { valueOf } from "./note-shard-facts.ts";

const MOST = 1e15;

/** What nodes offer to pods, and what keeps pods from them. */
export function observeNodeStates(series: readonly Series[]): NodeState[] {
  const nodes = Map.groupBy(series, (each) => labelOf(each, "node"));
  return [...nodes]
    .filter(([node]) => node !== "")
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([node, own]) => ({
      node,
      cpuCores: allocatable(own, "cpu"),
      ramBytes: allocatable(own, "memory"),
      pods: allocatable(own, "pods"),
      taints: taintsOf(own),
      unschedulable: of(own, NODE.unschedulable).some(isSet),
    }));
}

function allocatable(own: readonly Series[], resource: string): number | null {
  const told = of(own, NODE.allocatable).find((each) => labelOf(each, "resource") === resource);
  return told ? valueOf(told, MOST) : null;
}

function taintsOf(own: readonly Series[]): Taint[] {
  const taints = of(own, NODE.taint)
    .filter(isSet)
    .map((each) => ({
      key: labelOf(each, "key"),
      value: labelOf(each, "value"),
      effect: labelOf(each, "effect"),
    }));
  return taints.toSorted((a, b) => compareText(textOf(a), textOf(b)));
}

function textOf({ key, value, effect }: Taint): string {
  return [key, value, effect].join("\n");
}

function of(series: readonly Series[], metric: string): readonly Series[] {
  return series.filter(({ labels }) => labels["__name__"] === metric);
}

function isSet({ values }: Series): boolean {
  return (values.at(-1) ?? 0) > 0;
}
