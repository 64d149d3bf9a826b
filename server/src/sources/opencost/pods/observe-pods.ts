import type { Instant } from "@kubecent/shared";
import { compareText } from "../../../domain/compare-text.ts";
import type { PodObservation } from "../../../domain/observation.ts";
import type { Allocation } from "../answers/allocation-answer.ts";
import { controllerOf } from "./controller.ts";
import { observeContainer } from "./observe-container.ts";
import { podLabels } from "./pod-labels.ts";
import type { RunTime } from "./run-time.ts";
import { SourceError } from "../../source-error.ts";

/** A pod with what OpenCost tells of its containers. */
export interface AllocatedPod {
  readonly identity: PodIdentity;
  /** Name of the node, "" where no container of the pod has one. */
  readonly node: string;
  readonly containers: readonly Allocation[];
}

/**
 * Gathers the containers of each pod. Containers that OpenCost puts on no node, such as native sidecars, are
 * where the others of their pod are. A pod that moved under its name and has no uid is one for each node.
 */
export function podsOf(containers: Iterable<Allocation>): AllocatedPod[] {
  const byPod = Map.groupBy(containers, (container) => JSON.stringify(podOf(container)));
  return [...byPod].toSorted(([a], [b]) => compareText(a, b)).flatMap(([, own]) => splitByNode(own));
}

function splitByNode(containers: readonly Allocation[]): AllocatedPod[] {
  const [first] = containers;
  if (!first) return [];

  const identity = podOf(first);
  const nodes = containers.map(({ properties }) => properties.node).filter((node) => node !== "");
  const [home = "", ...others] = [...new Set(nodes)].toSorted(compareText);
  const on = (node: string): Allocation[] => containers.filter(({ properties }) => properties.node === node);
  const homeless = home === "" ? [] : on("");
  return [
    { identity, node: home, containers: [...on(home), ...homeless] },
    ...others.map((node) => ({ identity, node, containers: on(node) })),
  ];
}

/** Observes pods that ran, with what they took. */
export function observePods(
  pods: readonly AllocatedPod[],
  ran: ReadonlyMap<Allocation, RunTime>,
  hour: Instant,
): PodObservation[] {
  return pods.map(({ identity, node, containers }) => ({
    ...identity,
    node,
    ...ownerOf(identity.name, containers),
    labels: labelsOf(containers),
    containers: containers.flatMap((container) => {
      const time = ran.get(container);
      return time ? [observeContainer(container, time, hour)] : [];
    }),
  }));
}

function ownerOf(pod: string, containers: readonly Allocation[]): ReturnType<typeof controllerOf> {
  const owned = containers.find(({ properties }) => properties.controller !== "")?.properties;
  return controllerOf(owned?.controllerKind ?? "", owned?.controller ?? "", pod);
}

function labelsOf(containers: readonly Allocation[]): PodObservation["labels"] {
  return containers.map(podLabels).find((labels) => Object.keys(labels).length > 0) ?? {};
}

/** What tells a pod from others; `uid` is "" unless OpenCost tells it. */
interface PodIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** An OpenCost that tells pods apart by uid (INGEST_POD_UID) writes it behind the name, a space between them. */
const NAME_AND_UID = /^(?<name>\S+) (?<uid>[0-9a-f-]{8,})$/i;

/** Whose allocation this is. Throws SourceError where it is no single container's. */
function podOf({ name, properties }: Allocation): PodIdentity {
  const { namespace, pod, container, uid, podUID } = properties;
  if (namespace === "" || pod === "" || container === "") {
    throw new SourceError(
      `OpenCost answered an allocation that names no namespace, pod and container: ${name.slice(0, 200)}. ` +
        "Is something in between that aggregates?",
    );
  }
  const parts = NAME_AND_UID.exec(pod)?.groups;
  return { namespace, name: parts?.["name"] ?? pod, uid: uid || podUID || (parts?.["uid"] ?? "") };
}
