import * as z from "zod";

/** Open advice on sizes, ready to be applied to what is in Git or in the cluster. KubeCent itself changes nothing. */
export interface RecommendationPatch {
  dataVersion: string;
  /** Strategic merges: a file for each namespace, and a kustomization that names them all. */
  files: { path: string; content: string }[];
  /** The same as commands. */
  commands: string[];
  /** A trial on one pod that runs; kubectl 1.32 or later. */
  trials: string[];
  /** `resources` blocks for those who keep values of Helm. The hint is a guess, and there only where labels name a release. */
  helm: {
    namespace: string;
    controller: string;
    container: string;
    resources: string;
    hint: string | null;
  }[];
  /** What no patch can change, and how it is changed instead. */
  unpatched: {
    namespace: string;
    controllerKind: string;
    controller: string;
    container: string;
    why: string;
    annotations: Record<string, string> | null;
  }[];
}

export const RecommendationPatchSchema: z.ZodType<RecommendationPatch> = z.object({
  dataVersion: z.string(),
  files: z.array(z.object({ path: z.string(), content: z.string() })),
  commands: z.array(z.string()),
  trials: z.array(z.string()),
  helm: z.array(
    z.object({
      namespace: z.string(),
      controller: z.string(),
      container: z.string(),
      resources: z.string(),
      hint: z.string().nullable(),
    }),
  ),
  unpatched: z.array(
    z.object({
      namespace: z.string(),
      controllerKind: z.string(),
      controller: z.string(),
      container: z.string(),
      why: z.string(),
      annotations: z.record(z.string(), z.string()).nullable(),
    }),
  ),
});
