/** The topmost owner of a pod; both are "" for a bare pod. */
export interface PodController {
  readonly controllerKind: string;
  readonly controller: string;
}

/** Kinds as Kubernetes writes them, by what OpenCost writes. */
const KINDS: Readonly<Record<string, string>> = {
  deployment: "Deployment",
  statefulset: "StatefulSet",
  daemonset: "DaemonSet",
  replicaset: "ReplicaSet",
  job: "Job",
  cronjob: "CronJob",
  rollout: "Rollout",
};

/** A CronJob names its jobs after the minute (since 1.21) or second that they were due. */
const DUE = /^-(?:\d{8}|\d{10})(?:-|$)/;

/**
 * Names the owner as other sources do. OpenCost knows no CronJobs: it calls a job by its CronJob's name, which
 * the pod's own name gives away. Kinds that are not known here stay as they are.
 */
export function controllerOf(kind: string, name: string, pod: string): PodController {
  if (kind === "" || name === "") return { controllerKind: "", controller: "" };

  const known = KINDS[kind.toLowerCase()] ?? kind;
  const isOfCronJob = known === "Job" && pod.startsWith(name) && DUE.test(pod.slice(name.length));
  return { controllerKind: isOfCronJob ? "CronJob" : known, controller: name };
}
