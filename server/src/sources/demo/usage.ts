import { MINUTE_MS } from "@kubecent/shared";
import { keptLabels } from "../../domain/object-labels.ts";
import type { ContainerObservation, PerMinute, PodObservation } from "../../domain/observation.ts";
import { BYTES_PER_GIB } from "../../domain/units.ts";
import { namespaceOf } from "./company/demo-namespaces.ts";
import { seenOf, type Sight } from "./gap.ts";
import { minutesWithin } from "./life.ts";
import { leakedGib } from "./leak.ts";
import type { Load } from "./load.ts";
import { between, drift, hashText, mix, unit } from "./noise.ts";
import { perMinute } from "./per-minute.ts";
import { containerStart, type PodLife } from "./demo-pods.ts";
import type { ContainerSpec, Workload } from "./workload.ts";

/** What the source sees of a pod that is so busy. */
export function observePod(pod: PodLife, load: Load, sight: Sight): PodObservation {
  const { workload } = pod.home;
  return {
    namespace: workload.namespace,
    name: pod.name,
    uid: pod.uid,
    node: pod.node.name,
    controllerKind: workload.kind,
    controller: workload.name,
    labels: workloadLabels(workload),
    containers: workload.containers.map((spec) => observeContainer(spec, { pod, load, sight })),
  };
}

function workloadLabels({ namespace, name, team, tier }: Workload): Record<string, string> {
  const owner = namespaceOf(namespace);
  return keptLabels({ app: name, env: owner.env, team: team ?? owner.team, tier });
}

interface BusyPod {
  readonly pod: PodLife;
  readonly load: Load;
  readonly sight: Sight;
}

function observeContainer(spec: ContainerSpec, { pod, load, sight }: BusyPod): ContainerObservation {
  const stretch = { start: containerStart(pod, spec.startsAfter), end: pod.end };
  const ran = seenOf(minutesWithin(stretch, sight.hour), sight);
  const whenRan = (value: number): PerMinute => perMinute((minute) => ((ran[minute] ?? 0) > 0 ? value : 0));
  // Nobody measures what does not run, or is not seen to.
  const measured = (valueAt: (minute: number) => number): PerMinute =>
    perMinute((minute) => ((ran[minute] ?? 0) > 0 ? valueAt(minute) : Number.NaN));

  const key = mix(pod.home.key, hashText(spec.name));
  const now = sight.hour / MINUTE_MS;
  return {
    name: spec.name,
    ranMinutes: ran,
    cpuRequestCores: whenRan(spec.cpu),
    ramRequestBytes: whenRan(spec.ramGib * BYTES_PER_GIB),
    gpuRequest: whenRan(spec.gpu ?? 0),
    cpuUsageCores: measured((minute) => spec.cpuUsed * (load.cpu[minute] ?? 0) * cpuLuck(key, now + minute)),
    ramUsageBytes: measured((minute) => {
      const leaked = leakedGib(spec, pod.home, sight.hour + minute * MINUTE_MS);
      const used = spec.ramGibUsed * ramFilled(load.work[minute] ?? 0) * ramLuck(key, now + minute);
      return Math.round((leaked ?? used) * BYTES_PER_GIB);
    }),
    billed: null,
  };
}

/** Memory hardly follows the load: most of it is heap and cache. */
function ramFilled(load: number): number {
  return 0.82 + 0.18 * Math.min(load, 1.3);
}

/** Waves of ten minutes and a flicker by the minute, around what is the container's own. */
function cpuLuck(key: number, minute: number): number {
  const flicker = unit(mix(key, minute)) * 2 - 1;
  return between(key, 0.9, 1.1) * (1 + 0.16 * drift(key, minute / 10) + 0.08 * flicker);
}

function ramLuck(key: number, minute: number): number {
  return between(key, 0.96, 1.04) * (1 + 0.03 * drift(key, minute / 45));
}
