import type { FindingKind } from "./finding-kind.ts";

/** Findings about pods: what they request, where it is told, and whether they run. */
export const POD_FINDINGS = {
  pod_on_gone_node: {
    gravity: "decided",
    what: "A pod stands as Running on a node that is gone.",
    rule: "It is billed until its node went, and nothing afterwards.",
    remedy: "Delete the pod object (a finalizer or the garbage collector holds it).",
  },
  pod_level_request: {
    gravity: "decided",
    what: "A pod reserves more than its containers request: its request stands at the pod, or is being resized.",
    rule: "The rest is brought to its containers, so that the pod pays the greater of what it reserves and uses.",
    remedy: "Nothing: the scheduler keeps that room for the pod.",
  },
  usage_of_pod_only: {
    gravity: "decided",
    what: "Only the pod as a whole is measured, none of its containers.",
    rule: "Its usage is split among its containers by request, or evenly where none requests.",
    remedy: "Look why cAdvisor does not reach the container runtime.",
  },
  request_impossible: {
    gravity: "ignored",
    what: "A container's request was told as more than its node or any machine has, or as less than nothing.",
    rule: "The nearest possible request of the hour counts; without one it pays for what it uses.",
    remedy: "Look at what kube-state-metrics or its copy tells of the pod's requests.",
  },
  resource_claim_unpriced: {
    gravity: "missing",
    what: "A pod holds devices by a resource claim (DRA), and no metric tells which, or how many.",
    rule: "The node's devices are paid for as far as something counts them; the pod pays none of them, and they are idle.",
    remedy: "Let OpenCost tell container_gpu_allocation, or request the devices by their plugin's resource.",
  },
} as const satisfies Record<string, FindingKind>;

/** Findings about what containers used, by the samples of counters and gauges. */
export const USAGE_FINDINGS = {
  usage_impossible: {
    gravity: "ignored",
    what: "Samples of CPU or memory that no container on this node can have used.",
    rule: "Their minutes count as not measured; the request stands in.",
    remedy: "Look for the exporter or kernel that tells them; nothing needs to be done for the numbers.",
  },
  counter_went_back: {
    gravity: "decided",
    what: "A CPU counter showed less than before, though its container did not begin anew.",
    rule: "Nothing is taken for used from it; growth is counted from the samples around it.",
    remedy: "Nothing: kubelets do this now and then.",
  },
  container_listed_twice: {
    gravity: "decided",
    what: "A container is listed as several cgroups that are not apart: within each other, or one that has ended.",
    rule: "The outer one counts, and of one that stands still while another moves nothing after its last move.",
    remedy: "Nothing: runtimes that nest cgroups do this, and kubelets that keep dead ones.",
  },
} as const satisfies Record<string, FindingKind>;

/** Findings about traffic counters. */
export const TRAFFIC_FINDINGS = {
  traffic_impossible: {
    gravity: "ignored",
    what: "A traffic counter grew faster than a network card can send, or began with years of traffic.",
    rule: "That growth counts as not measured.",
    remedy: "Nothing: counters do this when their labels change or the agent restarts.",
  },
  traffic_went_back: {
    gravity: "decided",
    what: "A traffic counter showed less than before, though it did not begin anew.",
    rule: "Nothing counts as sent from it; growth is counted from the samples around it.",
    remedy: "Nothing: agents do this now and then.",
  },
} as const satisfies Record<string, FindingKind>;
