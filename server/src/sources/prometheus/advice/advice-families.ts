import type { Family, Matcher } from "../query/selector.ts";
import { TARGET_LABELS } from "../series/target.ts";

const NAMESPACE = ["namespace", "exported_namespace"];
const CONTAINER = ["container", "exported_container"];

/** What a container is told apart by, whichever labels a scrape renamed. */
export const CONTAINER_LABELS = [...NAMESPACE, "pod", "exported_pod", ...CONTAINER, "uid"];

const CPU_OR_MEMORY: Matcher = { label: "resource", operator: "=~", value: "cpu|memory" };
const KILLED: Matcher = { label: "reason", operator: "=", value: "OOMKilled" };
/** cAdvisor's rows of containers: neither the pod's own cgroup nor its pause container. */
const CONTAINERS: readonly Matcher[] = [
  { label: "container", operator: "!=", value: "" },
  { label: "container", operator: "!=", value: "POD" },
];

/** Of containers: read shard by shard. */
export const LIMITS = family("container limits", "kube_pod_container_resource_limits", [CPU_OR_MEMORY]);
export const PERIODS = family("CPU periods", "container_cpu_cfs_periods_total", CONTAINERS);
export const THROTTLED = family(
  "throttled CPU periods",
  "container_cpu_cfs_throttled_periods_total",
  CONTAINERS,
);

export const RESTARTS = family("restarts", "kube_pod_container_status_restarts_total");
export const LAST_ENDS = family("ends of containers", "kube_pod_container_status_last_terminated_reason");
/** Containers whose last end was for want of memory, and which have started again. */
export const LAST_KILLED = family("OOM kills", LAST_ENDS.metric, [KILLED]);
/** Containers that ended so and stay ended, as those of Jobs do. */
export const STAYED_KILLED = family("OOM kills", "kube_pod_container_status_terminated_reason", [KILLED]);
/** Both of what a kill is told by. */
export const RESTARTS_AND_KILLS = named(
  "OOM kills",
  [RESTARTS.metric, LAST_KILLED.metric],
  [{ label: "reason", operator: "=~", value: "|OOMKilled" }],
);

/** By its metric each: whether there is anything of it at all. */
export const SIGNS = named("signs of what is told", [RESTARTS.metric, LAST_ENDS.metric, THROTTLED.metric]);

export const HPA = {
  info: "kube_horizontalpodautoscaler_info",
  min: "kube_horizontalpodautoscaler_spec_min_replicas",
  max: "kube_horizontalpodautoscaler_spec_max_replicas",
  current: "kube_horizontalpodautoscaler_status_current_replicas",
  target: "kube_horizontalpodautoscaler_spec_target_metric",
} as const;
export const AUTOSCALERS = named("autoscalers", Object.values(HPA));
export const AUTOSCALER_LABELS = [
  "__name__",
  ...NAMESPACE,
  "horizontalpodautoscaler",
  "scaletargetref_kind",
  "scaletargetref_name",
  "metric_name",
  "metric_target_type",
  ...CONTAINER,
];

export const LIMIT_RANGES = "kube_limitrange";
export const QUOTAS = "kube_resourcequota";
/** Quotas have a dozen resources each, of which four matter here. */
export const NAMESPACE_RULES = named(
  "rules of namespaces",
  [LIMIT_RANGES, QUOTAS],
  [{ label: "resource", operator: "=~", value: String.raw`((requests|limits)\.)?(cpu|memory)` }],
);
export const NAMESPACE_RULE_LABELS = [
  "__name__",
  ...NAMESPACE,
  "limitrange",
  "resourcequota",
  "resource",
  "type",
  "constraint",
];

export const NODE = {
  allocatable: "kube_node_status_allocatable",
  taint: "kube_node_spec_taint",
  unschedulable: "kube_node_spec_unschedulable",
} as const;
export const NODE_STATES = named("what nodes offer", Object.values(NODE), [
  { label: "resource", operator: "=~", value: "|cpu|memory|pods" },
]);
export const NODE_STATE_LABELS = ["__name__", "node", "exported_node", "resource", "key", "value", "effect"];

export const DISRUPTION_BUDGETS = family(
  "disruption budgets",
  "kube_poddisruptionbudget_status_pod_disruptions_allowed",
);
export const DISRUPTION_BUDGET_LABELS = [...NAMESPACE, "poddisruptionbudget"];

/** By kube-state-metrics up to 2.8, and since then as its custom resources are mostly set up. */
export const VERTICAL_TARGETS: Family = {
  name: "targets of vertical autoscalers",
  metric: "",
  matchers: [
    {
      label: "__name__",
      operator: "=~",
      value:
        "kube_(customresource_)?verticalpodautoscaler_status_recommendation_containerrecommendations_target(_cpu|_memory)?",
    },
  ],
};
export const VERTICAL_TARGET_LABELS = [
  "__name__",
  ...NAMESPACE,
  ...CONTAINER,
  "resource",
  "verticalpodautoscaler",
  "target_kind",
  "target_name",
];

/** How many objects of a kind the API server keeps: 0 tells "none there" from "nobody exports them". */
export const OBJECT_COUNTS = named(
  "counts of objects",
  ["apiserver_storage_objects", "apiserver_resource_objects"],
  [
    {
      label: "resource",
      operator: "=~",
      value: String.raw`(horizontalpodautoscalers|limitranges|resourcequotas|poddisruptionbudgets|verticalpodautoscalers)(\..*)?`,
    },
  ],
);

/** The largest value by some labels of what an expression gives: copies of one thing count once. */
export function largestBy(labels: readonly string[], expression: string): string {
  return `max by (${labels.join(", ")}) (${expression})`;
}

/** The last value of the range, by labels. */
export function lastBy(labels: readonly string[], range: string): string {
  return largestBy(labels, `last_over_time(${range})`);
}

/** The growth of a container's counters: cgroups that followed one another add up, copies of a target do not. */
export function growthOfContainers(range: string): string {
  const ofTargets = [...CONTAINER_LABELS, ...TARGET_LABELS].join(", ");
  return largestBy(CONTAINER_LABELS, `sum by (${ofTargets}) (increase(${range}))`);
}

function family(name: string, metric: string, matchers: readonly Matcher[] = []): Family {
  return { name, metric, matchers };
}

function named(name: string, metrics: readonly string[], matchers: readonly Matcher[] = []): Family {
  return {
    name,
    metric: "",
    matchers: [{ label: "__name__", operator: "=~", value: metrics.join("|") }, ...matchers],
  };
}
