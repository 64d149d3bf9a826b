import { Document } from "yaml";
import type { WorkloadPatch } from "./workload-patch.ts";

/** A workload as a strategic merge names it: nothing but what changes. */
export interface MergeDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: object;
}

/** The strategic merge of a workload's pod template; a CronJob's lies a job deeper. */
export function mergeDocument({
  apiVersion,
  kind,
  name,
  namespace,
  containers,
}: WorkloadPatch): MergeDocument {
  const template = { template: { spec: { containers } } };
  return {
    apiVersion,
    kind,
    metadata: { name, namespace },
    spec: kind === "CronJob" ? { jobTemplate: { spec: template } } : template,
  };
}

/** A file of patches, or of what names them. */
export interface PatchFile {
  readonly path: string;
  readonly content: string;
}

const KUSTOMIZATION = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" } as const;

/** One file a namespace with the merges of its workloads, and a kustomization that names them all. */
export function patchFiles(patches: readonly WorkloadPatch[]): PatchFile[] {
  const byNamespace = Map.groupBy(patches, ({ namespace }) => namespace);
  const files = [...byNamespace]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([namespace, own]) => ({
      path: `${fileName(namespace)}.yaml`,
      content: own.map((patch) => yamlOf(mergeDocument(patch))).join("---\n"),
    }));
  if (files.length === 0) return [];
  const kustomization = { ...KUSTOMIZATION, patches: files.map(({ path }) => ({ path })) };
  return [...files, { path: "kustomization.yaml", content: yamlOf(kustomization) }];
}

function yamlOf(value: object): string {
  // Readers of YAML 1.1 take more words for numbers and truth values: such strings are quoted. Those of several lines are
  // as well: a block would lose the space of a first line that has nothing else.
  return new Document(value, { version: "1.1" }).toString({ lineWidth: 0, blockQuote: false });
}

/** A name of a file that is in no other folder, and not the kustomization's; names of Kubernetes stay as they are. */
function fileName(namespace: string): string {
  const safe = namespace.replaceAll(/[^a-z0-9-]/gu, (sign) => `_${(sign.codePointAt(0) ?? 0).toString(16)}_`);
  return safe === "kustomization" ? "kustomization_" : safe;
}
