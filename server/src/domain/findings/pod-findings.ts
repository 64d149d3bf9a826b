import type { FindingKind } from "./finding.ts";

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
