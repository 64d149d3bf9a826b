import { quantityText } from "../quantity-text.ts";
import type { ContainerChange, Size, Subject } from "../recommendation.ts";
import { injectorAnnotations, isInjected } from "../sizing/injected.ts";

/** What Kubernetes calls the kinds whose pod templates a patch can change, and how deep in them the template is. */
const PATCHABLE: ReadonlyMap<string, { readonly apiVersion: string; readonly short: string }> = new Map([
  ["Deployment", { apiVersion: "apps/v1", short: "deploy" }],
  ["StatefulSet", { apiVersion: "apps/v1", short: "sts" }],
  ["DaemonSet", { apiVersion: "apps/v1", short: "ds" }],
  ["ReplicaSet", { apiVersion: "apps/v1", short: "rs" }],
  ["ReplicationController", { apiVersion: "v1", short: "rc" }],
  ["CronJob", { apiVersion: "batch/v1", short: "cronjob" }],
]);

/** `resources` of a container as a strategic merge has them: null takes away what is there. */
export interface ResourcesPatch {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string | null>>;
}

export interface ContainerPatch {
  readonly name: string;
  readonly resources: ResourcesPatch;
}

/** What is to be changed of a pod template: of all of its containers that have advice, in one rollout. */
export interface WorkloadPatch {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly apiVersion: string;
  /** What `kubectl` calls the kind. */
  readonly short: string;
  readonly containers: readonly ContainerPatch[];
}

/** What no patch can change, and how it is changed instead. */
export interface Unpatched {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly container: string;
  readonly why: string;
  /** Annotations of the pod template, for containers that an injector adds. */
  readonly annotations: Readonly<Record<string, string>> | null;
}

export interface Patches {
  readonly patches: readonly WorkloadPatch[];
  readonly unpatched: readonly Unpatched[];
}

/** The patches of all workloads for which a size is advised. */
export function patchesOf(sizes: readonly SizeAdvice[]): Patches {
  const unpatched = sizes.flatMap(unpatchedOf);
  const byWorkload = Map.groupBy(
    sizes.filter((size) => unpatchedOf(size).length === 0),
    ({ subject: { namespace, controllerKind, controller } }) =>
      JSON.stringify([namespace, controllerKind, controller]),
  );
  return { patches: [...byWorkload.values()].flatMap(patchOf), unpatched };
}

/** A size that is advised, and of what. */
export interface SizeAdvice {
  readonly subject: SizedSubject;
  readonly change: ContainerChange;
}

export type SizedSubject = Pick<Subject, "namespace" | "controllerKind" | "controller" | "container">;

function patchOf(sizes: readonly SizeAdvice[]): WorkloadPatch[] {
  const [first] = sizes;
  const kind = first && PATCHABLE.get(first.subject.controllerKind);
  if (!kind) return [];
  const { namespace, controllerKind, controller } = first.subject;
  const containers = sizes
    .map(({ subject, change }) => ({ name: subject.container, resources: resourcesPatch(change) }))
    .filter(({ resources }) => resources.requests !== undefined || resources.limits !== undefined);
  return containers.length === 0
    ? []
    : [{ namespace, kind: controllerKind, name: controller, ...kind, containers }];
}

function unpatchedOf({ subject, change }: SizeAdvice): Unpatched[] {
  const { namespace, controllerKind: kind, controller: name, container } = subject;
  const place = { namespace, kind, name, container };
  if (isInjected(container)) {
    const why = "an injector adds this container to pods: annotations of the pod template size it";
    return [{ ...place, why, annotations: injectorAnnotations(container, change.advised) }];
  }
  if (PATCHABLE.has(kind)) return [];
  return [{ ...place, why: whyNot(kind), annotations: null }];
}

function whyNot(kind: string): string {
  if (kind === "Job") return "the pod template of a Job cannot be changed: change what makes the Job";
  if (kind === "Pod" || kind === "PodLabel")
    return "pods without an owner have no template: change their manifests";
  return `a ${kind} is no kind of Kubernetes itself, so that its template has no known place: change its manifest`;
}

/** Only what differs from now: a request that nobody made is not made by writing down 0. */
export function resourcesPatch({ now, advised }: ContainerChange): ResourcesPatch {
  const limitsNow = now.limits === "unknown" ? { cpuCores: undefined, ramBytes: undefined } : now.limits;
  const requests = {
    ...(advised.requests.cpuCores !== now.requests.cpuCores && { cpu: requestTexts(advised).cpu }),
    ...(advised.requests.ramBytes !== now.requests.ramBytes && { memory: requestTexts(advised).memory }),
  };
  const limits = {
    ...limitPatch("cpu", limitsNow.cpuCores, advised.limits.cpuCores),
    ...limitPatch("memory", limitsNow.ramBytes, advised.limits.ramBytes),
  };
  return {
    ...(Object.keys(requests).length > 0 && { requests }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

function requestTexts({ requests }: Size): { readonly cpu: string; readonly memory: string } {
  return { cpu: quantityText(requests.cpuCores, "cpu"), memory: quantityText(requests.ramBytes, "ram") };
}

/** A limit that is not known is not taken away: `undefined` is "nobody told", null is "there is none". */
function limitPatch(
  name: "cpu" | "memory",
  now: number | null | undefined,
  advised: number | null,
): Record<string, string | null> {
  if (now === advised || (now === undefined && advised === null)) return {};
  return { [name]: advised === null ? null : quantityText(advised, name === "cpu" ? "cpu" : "ram") };
}
