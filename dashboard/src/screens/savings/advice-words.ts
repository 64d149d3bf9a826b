import type {
  InsufficientReason,
  RecommendationKind,
  RecommendationRow,
  RecommendationState,
} from "@kubecent/shared";

const KINDS: Readonly<Record<RecommendationKind, string>> = {
  "container-size": "Size of a container",
  "unmounted-volume": "Volume that nobody mounts",
  "idle-node": "Idle node",
  "abandoned-workload": "Abandoned workload",
  "pool-packing": "Fewer nodes by packing",
  "spot-candidate": "Could run on spot nodes",
};

const STATES: Readonly<Record<RecommendationState, string>> = {
  open: "open",
  dismissed: "put aside",
  applied: "applied, not measured yet",
  verified: "verified",
  regressed: "regressed",
  not_comparable: "not comparable",
  gone: "holds no longer",
};

const REASONS: Readonly<Record<InsufficientReason, string>> = {
  few_points: "too few minutes were measured",
  short_history: "it is known for too short a time",
  few_runs: "too few runs were seen",
  low_coverage: "too much of its time was not measured",
  rare_scrapes: "it is measured less often than once a minute",
  autoscaled: "an autoscaler steers by its request",
  managed_heap: "its heap fills whatever it is given",
  oom_killed: "it was killed for want of memory",
  pools_differ: "pools of nodes need different sizes",
  not_measured: "what it takes was not measured",
};

export function kindInWords(kind: RecommendationKind): string {
  return KINDS[kind];
}

export function stateInWords(state: RecommendationState): string {
  return STATES[state];
}

export function reasonInWords(reason: InsufficientReason): string {
  return REASONS[reason];
}

type Named = Pick<RecommendationRow, "container" | "asset" | "controller" | "kind">;

/** What the advice is about, by its own name: the container, the volume, the node, the workload. */
export function adviceName({ container, asset, controller, kind }: Named): string {
  return container ?? asset ?? controller ?? kindInWords(kind);
}

type Placed = Pick<RecommendationRow, "cluster" | "namespace" | "controllerKind" | "controller">;

/** Where it is: "prod / search / Deployment/api". */
export function advicePlace({ cluster, namespace, controllerKind, controller }: Placed): string {
  const workload = controller === null ? null : [controllerKind, controller].filter(Boolean).join("/");
  return [cluster, namespace, workload].filter((part) => part !== null).join(" / ");
}

/** Whether a search finds it. */
export function isAdviceFound(row: RecommendationRow, find: string): boolean {
  const wanted = find.toLowerCase();
  return [adviceName(row), advicePlace(row), kindInWords(row.kind)].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}
