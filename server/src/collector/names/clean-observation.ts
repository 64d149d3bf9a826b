import type { FindingSubject } from "../../domain/findings/finding.ts";
import type {
  Labels,
  NodeObservation,
  Observation,
  PodObservation,
  VolumeObservation,
} from "../../domain/observation.ts";
import { cleanAdvice } from "./clean-advice.ts";
import { cleanFields, type Cleaners } from "./clean-fields.ts";
import {
  cleanName,
  LONGEST_NAME_BYTES,
  LONGEST_VALUE_BYTES,
  type NameFault,
  nameFault,
} from "./clean-name.ts";

/** How many different names and values of an observation were cleaned, and of what. */
export type CleanedNames = Readonly<Record<NameFault, number>>;

/** An observation whose names can be stored, and what that took. */
export interface CleanObservation {
  readonly observation: Observation;
  readonly cleaned: CleanedNames;
}

/**
 * Brings every name that a source told into a form that can be stored: one odd name would keep the whole cluster's hour
 * from it. The same name becomes the same everywhere, so what refers to it still does.
 */
export function cleanObservation(observation: Observation): CleanObservation {
  const found = { unstorable: new Set<string>(), too_long: new Set<string>() };
  const cleaner =
    (mostBytes: number) =>
    (text: string): string => {
      const fault = nameFault(text, mostBytes);
      if (fault === null) return text;
      found[fault].add(text);
      return cleanName(text, mostBytes);
    };
  const clean: Cleaners = { name: cleaner(LONGEST_NAME_BYTES), value: cleaner(LONGEST_VALUE_BYTES) };
  const cleaned: Observation = {
    ...observation,
    nodes: observation.nodes.map((node) => cleanNode(node, clean)),
    pods: observation.pods.map((pod) => cleanPod(pod, clean)),
    volumes: observation.volumes.map((volume) => cleanVolume(volume, clean)),
    loadBalancers: observation.loadBalancers.map((each) =>
      cleanFields(each, ["namespace", "service"], clean),
    ),
    network: observation.network && observation.network.map((each) => cleanFields(each, POD_FIELDS, clean)),
    namespaceLabels: new Map(
      [...observation.namespaceLabels].map(([namespace, labels]) => [
        clean.name(namespace),
        cleanLabels(labels, clean),
      ]),
    ),
    findings: observation.findings.map((finding) => ({
      ...finding,
      subject: cleanSubject(finding.subject, clean),
      detail: clean.value(finding.detail),
    })),
    ...(observation.advice && { advice: cleanAdvice(observation.advice, clean) }),
  };
  return {
    observation: cleaned,
    cleaned: { unstorable: found.unstorable.size, too_long: found.too_long.size },
  };
}

const POD_FIELDS = ["namespace", "pod", "podUid"] as const;

function cleanNode(node: NodeObservation, clean: Cleaners): NodeObservation {
  const names = cleanFields(node, ["name", "providerId", "instanceType", "region", "pool"], clean);
  return { ...names, labels: cleanLabels(node.labels, clean) };
}

function cleanPod(pod: PodObservation, clean: Cleaners): PodObservation {
  const names = cleanFields(pod, ["namespace", "name", "uid", "node", "controllerKind", "controller"], clean);
  return {
    ...names,
    labels: cleanLabels(pod.labels, clean),
    containers: pod.containers.map((container) => cleanFields(container, ["name"], clean)),
  };
}

function cleanVolume(volume: VolumeObservation, clean: Cleaners): VolumeObservation {
  const names = cleanFields(volume, ["name", "namespace", "claim", "storageClass", "providerId"], clean);
  return { ...names, mounts: volume.mounts.map((mount) => cleanFields(mount, POD_FIELDS, clean)) };
}

function cleanSubject(subject: FindingSubject, clean: Cleaners): FindingSubject {
  switch (subject.kind) {
    case "cluster":
      return subject;
    case "node":
      return cleanFields(subject, ["name"], clean);
    case "pod": {
      const names = cleanFields(subject, ["namespace", "name"], clean);
      return subject.container === undefined ? names : { ...names, container: clean.name(subject.container) };
    }
    case "volume":
    case "service":
      return cleanFields(subject, ["namespace", "name"], clean);
  }
}

function cleanLabels(labels: Labels, clean: Cleaners): Labels {
  const entries = Object.entries(labels);
  if (entries.every(([name, value]) => clean.name(name) === name && clean.value(value) === value))
    return labels;
  return Object.fromEntries(entries.map(([name, value]) => [clean.name(name), clean.value(value)]));
}
