import type { WorkloadContainer } from "../../../domain/advice/advice-observation.ts";
import type { PodObservation } from "../../../domain/observation.ts";
import { labelOf, type Series } from "../series/series.ts";
import { podNameOf } from "../pods/pod-lives.ts";

/** Finds the workloads that series about containers are of, by the pods that were observed. */
export class WorkloadContainers {
  readonly #pods: ReadonlyMap<string, readonly PodObservation[]>;

  constructor(pods: readonly PodObservation[]) {
    this.#pods = Map.groupBy(pods, nameOf);
  }

  /**
   * The workload and container that a series is about. Null where no such pod ran, or where pods of different workloads had the name
   * within the hour and nothing says which of them is meant.
   */
  of(series: Series): WorkloadContainer | null {
    const container = labelOf(series, "container");
    const { namespace, pod, uid } = podNameOf(series);
    const named = this.#pods.get(nameOf({ namespace, name: pod })) ?? [];
    const own = named.filter((each) => each.uid === uid);
    const [first, ...others] = own.length > 0 ? own : named;
    if (!first || container === "" || others.some((other) => !isOfOneWorkload(first, other))) return null;
    return { ...workloadOf(first), container };
  }

  /** Whether the pod that a series is about was made by a Job, which may leave it ended. */
  isOfJob(series: Series): boolean {
    const kind = this.of(series)?.controllerKind;
    return kind === "Job" || kind === "CronJob";
  }
}

function nameOf({ namespace, name }: Pick<PodObservation, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}

function workloadOf(pod: PodObservation): Omit<WorkloadContainer, "container"> {
  const { namespace, controllerKind, controller, name, uid } = pod;
  const isBare = controller === "";
  return { namespace, controllerKind, controller, pod: isBare ? name : "", podUid: isBare ? uid : "" };
}

function isOfOneWorkload(a: PodObservation, b: PodObservation): boolean {
  return a.controllerKind === b.controllerKind && a.controller === b.controller && a.controller !== "";
}
