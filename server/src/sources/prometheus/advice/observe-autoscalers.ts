import type { ObservedAutoscaler, VerticalTarget } from "../../../domain/advice/advice-observation.ts";
import type { AutoscalerTarget } from "../../../domain/advice/evidence.ts";
import { compareText } from "../../../domain/compare-text.ts";
import { labelOf, type Series } from "../series/series.ts";
import { HPA } from "./advice-families.ts";
import { valueOf } from "./note-shard-facts.ts";

const MOST_REPLICAS = 1e6;
const MOST_VALUE = 1e15;
const PERCENT = 100;
const TYPES = ["utilization", "average", "value"] as const;

/** Horizontal autoscalers and what they steer by; those of which nobody tells what they scale are left out. */
export function observeAutoscalers(series: readonly Series[]): ObservedAutoscaler[] {
  const groups = Map.groupBy(series, (each) => `${namespaceOf(each)}\n${nameOf(each)}`);
  return [...groups]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([, own]) => {
      const [info] = of(own, HPA.info);
      return info ? [autoscalerOf(info, own)] : [];
    });
}

function autoscalerOf(info: Series, own: readonly Series[]): ObservedAutoscaler {
  const count = (metric: string): number | null => {
    const [told] = of(own, metric);
    const value = told ? valueOf(told, MOST_REPLICAS) : null;
    return value === null ? null : Math.round(value);
  };
  return {
    namespace: namespaceOf(info),
    name: nameOf(info),
    targetKind: labelOf(info, "scaletargetref_kind"),
    targetName: labelOf(info, "scaletargetref_name"),
    minReplicas: count(HPA.min),
    maxReplicas: count(HPA.max),
    currentReplicas: count(HPA.current),
    targets: of(own, HPA.target)
      .flatMap((each) => targetOf(each, info))
      .toSorted(compareTargets),
  };
}

function targetOf(series: Series, info: Series): AutoscalerTarget[] {
  const type = TYPES.find((each) => each === labelOf(series, "metric_target_type"));
  const metric = labelOf(series, "metric_name");
  const value = valueOf(series, MOST_VALUE);
  if (type === undefined || metric === "" || value === null || value === 0) return [];

  // A scrape gives all series of its target the target's own container; only one that `…_info` lacks is the metric's.
  const container = labelOf(series, "container");
  const isOwn = container !== "" && container !== labelOf(info, "container");
  return [
    {
      metric,
      type,
      value: type === "utilization" ? value / PERCENT : value,
      container: isOwn ? container : null,
    },
  ];
}

function compareTargets(a: AutoscalerTarget, b: AutoscalerTarget): number {
  return compareText(textOf(a), textOf(b));
}

function textOf({ metric, type, container, value }: AutoscalerTarget): string {
  return [metric, type, container ?? "", value].join("\n");
}

function of(series: readonly Series[], metric: string): readonly Series[] {
  return series.filter(({ labels }) => labels["__name__"] === metric);
}

function namespaceOf(series: Series): string {
  return labelOf(series, "namespace");
}

function nameOf(series: Series): string {
  return labelOf(series, "horizontalpodautoscaler");
}

/** What vertical autoscalers would request, by container. */
export function observeVerticalTargets(series: readonly Series[]): VerticalTarget[] {
  const groups = Map.groupBy(series, (each) =>
    [namespaceOf(each), labelOf(each, "verticalpodautoscaler"), labelOf(each, "container")].join("\n"),
  );
  return [...groups]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([, own]) => {
      const [first] = own;
      if (!first) return [];
      const target = {
        namespace: namespaceOf(first),
        name: labelOf(first, "verticalpodautoscaler"),
        targetKind: labelOf(first, "target_kind"),
        targetName: labelOf(first, "target_name"),
        container: labelOf(first, "container"),
        cpuCores: amountOf(own, "cpu"),
        ramBytes: amountOf(own, "memory"),
      };
      return target.container === "" || target.name === "" ? [] : [target];
    });
}

/** By the label, or the end of the metric's name. */
function amountOf(own: readonly Series[], resource: "cpu" | "memory"): number | null {
  const told = own.find(
    (each) =>
      labelOf(each, "resource") === resource || (each.labels["__name__"] ?? "").endsWith(`_${resource}`),
  );
  return told ? valueOf(told, MOST_VALUE) : null;
}
