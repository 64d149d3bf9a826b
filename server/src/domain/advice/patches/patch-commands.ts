import type { ContainerChange } from "../recommendation.ts";
import { mergeDocument } from "./merge-document.ts";
import {
  type ContainerPatch,
  resourcesPatch,
  type SizedSubject,
  type WorkloadPatch,
} from "./workload-patch.ts";

/** What `kubectl set resources` takes for a pattern of names. */
const PATTERN = /[*?[\\]/;

/**
 * Commands that change a workload: `kubectl set resources` for each container, or one merge where a limit has to go, which that command
 * cannot do, or where a container's name would be taken for a pattern.
 */
export function patchCommands(patch: WorkloadPatch): string[] {
  const { containers } = patch;
  if (!containers.every(isSettable)) return [mergeCommand(patch)];
  return containers.map((container) => setCommand(patch, container));
}

function isSettable({ name, resources: { limits = {} } }: ContainerPatch): boolean {
  return !PATTERN.test(name) && Object.values(limits).every((value) => value !== null);
}

function setCommand(
  { namespace, short, name }: WorkloadPatch,
  { name: container, resources }: ContainerPatch,
): string {
  const words = [
    "kubectl",
    `--namespace=${namespace}`,
    "set",
    "resources",
    `${short}/${name}`,
    `--containers=${container}`,
    ...amounts("requests", resources.requests),
    ...amounts("limits", resources.limits),
  ];
  return words.map(quoted).join(" ");
}

function amounts(flag: string, of: Readonly<Record<string, string | null>> | undefined): string[] {
  if (!of) return [];
  const list = Object.entries(of).map(([resource, value]) => `${resource}=${value ?? "0"}`);
  return [`--${flag}=${list.join(",")}`];
}

function mergeCommand(patch: WorkloadPatch): string {
  const { namespace, short, name } = patch;
  const { spec } = mergeDocument(patch);
  const words = [
    "kubectl",
    `--namespace=${namespace}`,
    "patch",
    `${short}/${name}`,
    "--type=strategic",
    `--patch=${JSON.stringify({ spec })}`,
  ];
  return words.map(quoted).join(" ");
}

/** Tries a container's size on one pod that runs, without a restart where the pod's resize policy allows it; kubectl 1.32 or later. */
export function trialCommand(
  { namespace, container }: SizedSubject,
  { change, pod }: { readonly change: ContainerChange; readonly pod: string },
): string {
  const patch = { spec: { containers: [{ name: container, resources: resourcesPatch(change) }] } };
  const words = [
    "kubectl",
    `--namespace=${namespace}`,
    "patch",
    `pod/${pod}`,
    "--subresource=resize",
    `--patch=${JSON.stringify(patch)}`,
  ];
  return words.map(quoted).join(" ");
}

const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word that no shell takes for anything else. */
export function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
