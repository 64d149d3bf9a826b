import type { AdviceObservation } from "../../domain/advice/advice-observation.ts";
import type { FindingSubject } from "../../domain/findings/finding.ts";
import type {
  Labels,
  NodeObservation,
  Observation,
  PodObservation,
  VolumeObservation,
} from "../../domain/observation.ts";
import {
  cleanName,
  LONGEST_NAME_BYTES,
  LONGEST_VALUE_BYTES,
  type NameFault,
  nameFault,
} from "./clean-name.ts";

/** What brings names and labels' values into a form that can be stored. */
interface Cleaners {
  readonly name: (text: string) => string;
  readonly value: (text: string) => string;
}

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

/** The thing itself where its names are clean, which is nearly always: an hour has tens of thousands. */
function cleanFields<Field extends string, Thing extends Readonly<Record<Field, string>>>(
  thing: Thing,
  fields: readonly Field[],
  clean: Cleaners,
): Thing {
  const changed = fields.filter((field) => clean.name(thing[field]) !== thing[field]);
  if (changed.length === 0) return thing;
  return { ...thing, ...Object.fromEntries(changed.map((field) => [field, clean.name(thing[field])])) };
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

const CONTAINER_FIELDS = ["namespace", "controllerKind", "controller", "pod", "podUid", "container"] as const;
const NAMED_FIELDS = ["namespace", "name"] as const;
const TARGET_FIELDS = [...NAMED_FIELDS, "targetKind", "targetName"] as const;

/** Cleans the names in what advice is made of as those of pods and nodes are cleaned, so that they go on naming the same things. */
function cleanAdvice(advice: AdviceObservation, clean: Cleaners): AdviceObservation {
  return {
    ...advice,
    containers: advice.containers.map((each) => cleanFields(each, CONTAINER_FIELDS, clean)),
    autoscalers: advice.autoscalers.map((each) => ({
      ...cleanFields(each, TARGET_FIELDS, clean),
      targets: each.targets.map((target) => ({
        ...cleanFields(target, ["metric"], clean),
        container: target.container && clean.name(target.container),
      })),
    })),
    limitRanges: advice.limitRanges.map((each) => cleanFields(each, NAMED_FIELDS, clean)),
    quotas: advice.quotas.map((each) => cleanFields(each, NAMED_FIELDS, clean)),
    nodes: advice.nodes.map((each) => ({
      ...cleanFields(each, ["node"], clean),
      taints: each.taints.map((taint) => cleanFields(taint, ["key", "value", "effect"], clean)),
    })),
    disruptionBudgets: advice.disruptionBudgets.map((each) => cleanFields(each, NAMED_FIELDS, clean)),
    verticalTargets: advice.verticalTargets.map((each) =>
      cleanFields(each, [...TARGET_FIELDS, "container"], clean),
    ),
  };
}
