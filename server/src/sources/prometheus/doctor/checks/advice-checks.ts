import { HPA, LIMITS, NODE, RESTARTS, THROTTLED } from "../../advice/advice-families.ts";
import { ASSETS, POD_FAMILIES } from "../../query/families.ts";
import type { Check } from "../source-check.ts";
import { seriesCheck } from "./series-check.ts";
import { CADVISOR, KSM } from "./series-checks.ts";

const CPU_LIMITS = { ...LIMITS, matchers: [{ label: "resource", operator: "=", value: "cpu" }] } as const;

/** Whether there is what recommendations go by beside costs. */
export const ADVICE_CHECKS: readonly Check[] = [
  seriesCheck({
    name: "kube_pod_container_resource_limits",
    counts: "limits",
    families: [LIMITS],
    onlyIfAny: [POD_FAMILIES.requests],
    gravity: "poorer",
    consequence:
      "Recommendations know no limits, or there are none: they cannot say when a pod's class changes",
    remedy: `${KSM}, with its collector of pods`,
  }),
  seriesCheck({
    name: "kube_pod_container_status_restarts_total",
    counts: "containers",
    families: [RESTARTS],
    gravity: "poorer",
    consequence:
      "Kills for want of memory are not known: recommendations say so, and may lower what was killed",
    remedy: `${KSM}, and drop this series and kube_pod_container_status_last_terminated_reason in no relabelling rule`,
  }),
  seriesCheck({
    name: "container_cpu_cfs_throttled_periods_total",
    counts: "containers",
    families: [THROTTLED],
    onlyIfAny: [CPU_LIMITS],
    gravity: "poorer",
    consequence: "Recommendations cannot say which limits of CPU hold containers back",
    remedy: `${CADVISOR}, nor container_cpu_cfs_periods_total`,
  }),
  seriesCheck({
    name: "kube_horizontalpodautoscaler_info",
    counts: "autoscalers",
    families: [{ name: "autoscalers", metric: HPA.info, matchers: [] }],
    onlyIfAny: [HPA.target, HPA.max].map((metric) => ({ name: "autoscalers", metric, matchers: [] })),
    gravity: "poorer",
    consequence: "Recommendations may lower a request by which an autoscaler steers, and more replicas come",
    remedy: `${KSM}, with its collector of horizontalpodautoscalers`,
  }),
  seriesCheck({
    name: "kube_node_status_allocatable",
    counts: "resources of nodes",
    families: [{ name: "what nodes offer", metric: NODE.allocatable, matchers: [] }],
    onlyIfAny: [ASSETS.nodeCapacity],
    gravity: "poorer",
    consequence: "Recommendations say what becomes free, and not by how much the bill falls",
    remedy: `${KSM}, with its collector of nodes`,
  }),
];
