import type { RecommendationPatch } from "@kubecent/shared";

/** One way in which a patch can be applied. */
export interface PatchForm {
  name: string;
  /** How it is used. */
  note: string;
  files: readonly { path: string; content: string }[];
}

/** The forms that a patch has: those without content are left out. */
export function patchForms({ files, commands, trials, helm }: RecommendationPatch): PatchForm[] {
  return [
    {
      name: "kubectl",
      note: "Commands for a cluster at hand.",
      files: linesAs("apply.sh", commands),
    },
    {
      name: "Strategic merge",
      note: "For Kustomize or kubectl patch: resources alone, workload by workload.",
      files,
    },
    {
      name: "Helm",
      note: "Blocks for those who keep values. Where they belong is a guess, from labels.",
      files: helm.map(({ namespace, controller, container, resources, hint }) => ({
        path: `${namespace}-${controller}-${container}.yaml`,
        content: hint === null ? resources : `${commented(hint)}\n${resources}`,
      })),
    },
    {
      name: "Trial",
      note: "The size on one pod that runs, until it is made anew. Wants kubectl 1.32; a smaller limit of memory may restart the container.",
      files: linesAs("trial.sh", trials),
    },
  ].filter((form) => form.files.length > 0);
}

function linesAs(path: string, lines: readonly string[]): { path: string; content: string }[] {
  return lines.length === 0 ? [] : [{ path, content: `${lines.join("\n")}\n` }];
}

/** A hint is text of a label's: each line of it stays a comment. */
function commented(hint: string): string {
  return hint
    .split(/[\r\n\u2028\u2029\u0085]+/)
    .map((line) => `# ${line}`)
    .join("\n");
}
