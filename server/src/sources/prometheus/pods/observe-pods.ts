import type { Instant } from "@kubecent/shared";
import { lastingLabels } from "../../../domain/object-labels.ts";
import {
  type ContainerObservation,
  MINUTES_PER_HOUR,
  type PodObservation,
} from "../../../domain/observation.ts";
import { clip, unite, windowOfHour } from "../time/stretches.ts";
import type { AttendedPod } from "./end-with-node.ts";
import { type MeasurementContext, Measurements } from "./measurements.ts";
import type { NodeSizes } from "./node-sizes.ts";
import type { Owners } from "./owners.ts";
import { type PodFactOptions, PodFacts } from "./pod-facts.ts";
import { podKey, type PodLives, type PodName } from "./pod-lives.ts";
import { PodReserves } from "./pod-reserves.ts";
import { PodUsages } from "./pod-usages.ts";
import { reservePod } from "./reserve-pod.ts";
import type { WholeShard } from "./read-shards.ts";

export interface PodContext extends MeasurementContext, PodFactOptions {
  readonly owners: Owners;
  readonly sizes: NodeSizes;
}

export interface ObservedPod extends AttendedPod {
  /** When the last of its containers ended, as far as samples around the hour tell. */
  readonly endedAt: Instant;
}

/** Observes the pods of a shard; those that never ran in the hour are left out. */
export function observePods(series: WholeShard, lives: PodLives, context: PodContext): ObservedPod[] {
  const measured = new Measurements(series, lives, context);
  const facts = new PodFacts({ ...series, measured: series.ram }, lives, context);
  const reserves = new PodReserves(series, measured.requests, { ...context, lives });
  const usage = new PodUsages(series.cgroups, lives, context);
  const window = windowOfHour(context.hour);
  const ran = [...measured.ran].filter(([, container]) => clip(container.stretches, window).length > 0);
  const pods = Map.groupBy(ran, ([, container]) => podKey(container.pod));
  return [...pods.values()].flatMap((containers) => {
    const [first] = containers;
    if (first === undefined) return [];
    const size = context.sizes.of(facts.nodeOf(first[1].pod));
    const measuredAlone = containers.map(([key, container]) => measured.observe(key, container, size));
    const observed = usage.shared(first[1].pod, measuredAlone, size);
    const reserve = reserves.of(first[1].pod, observed);
    const observations = reserve ? reservePod(observed, reserve) : observed;
    if (reserve?.cpu.whole || reserve?.ram.whole) notePodLevel(first[1].pod, context);
    const stretches = unite(...containers.map(([, container]) => container.stretches));
    const observation = describePod(first[1].pod, observations, { facts, owners: context.owners });
    return [{ observation, ran: clip(stretches, window), endedAt: stretches.at(-1)?.end ?? 0 }];
  });
}

function notePodLevel({ namespace, pod: name }: PodName, { findings }: PodContext): void {
  const detail = "more is reserved for the pod than its containers request";
  findings.note("pod_level_request", { kind: "pod", namespace, name }, { minutes: MINUTES_PER_HOUR, detail });
}

function describePod(
  pod: PodName,
  containers: readonly ContainerObservation[],
  { facts, owners }: { readonly facts: PodFacts; readonly owners: Owners },
): PodObservation {
  const labels = facts.labelsOf(pod);
  const controller = owners.topOf(pod.namespace, facts.ownersOf(pod), labels);
  return {
    namespace: pod.namespace,
    name: pod.pod,
    uid: pod.uid,
    node: facts.nodeOf(pod),
    controllerKind: controller.kind,
    controller: controller.name,
    labels: lastingLabels(labels),
    containers: containers.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
