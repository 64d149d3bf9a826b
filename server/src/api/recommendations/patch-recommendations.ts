import { CostError, PatchQuerySchema, RecommendationPatchSchema } from "@kubecent/shared";
import { helmBlock } from "../../domain/advice/patches/helm.ts";
import { patchFiles } from "../../domain/advice/patches/merge-document.ts";
import { patchCommands, trialCommand } from "../../domain/advice/patches/patch-commands.ts";
import { patchesOf, type SizeAdvice } from "../../domain/advice/patches/workload-patch.ts";
import { MOST_PATCHED, readAllAdvice } from "../../store/recommendations/read-advice.ts";
import type { StoredRecommendation } from "../../store/recommendations/stored-recommendation.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { answerAdvice } from "./open-advice.ts";

export const patch = scopedProcedureFor("cost:view")
  .meta({
    rest: {
      method: "GET",
      path: "/recommendations/patch",
      summary:
        "Open advice on sizes, to apply: merges by namespace with a kustomization, commands, blocks for Helm, trials",
    },
  })
  .input(PatchQuerySchema)
  .output(RecommendationPatchSchema)
  .query(async ({ ctx, input: { cluster, ...filter } }) => {
    const { dataVersion, sizes } = await answerAdvice(ctx, { cluster: [cluster] }, async (open) => {
      const { source, seen, clusters } = open;
      const now = ctx.services.now();
      const wanted = { clusters, seen, filter, states: ["open"] as const, isInsufficient: false, now };
      const all = await readAllAdvice(source.client, {
        ...wanted,
        filter: { ...filter, kind: ["container-size"] },
      });
      if (all.length > MOST_PATCHED) throw tooMany();
      return { sizes: all.flatMap(sizeOf) };
    });
    return { dataVersion, ...patchesFor(sizes) };
  });

function tooMany(): CostError {
  const message = `more than ${MOST_PATCHED} sizes are advised: name namespaces (namespace=…) and ask for them one after the other`;
  return new CostError("VALIDATION_FAILED", `namespace: ${message}`, {
    details: [{ field: "namespace", message, type: "too_many" }],
  });
}

function sizeOf({ content: { change }, ...subject }: StoredRecommendation): SizeAdvice[] {
  return change?.to === "size" ? [{ subject, change }] : [];
}

function patchesFor(sizes: readonly SizeAdvice[]) {
  const { patches, unpatched } = patchesOf(sizes);
  return {
    files: [...patchFiles(patches)],
    commands: patches.flatMap(patchCommands),
    trials: sizes.flatMap(({ subject, change }) =>
      change.pod === "" ? [] : trialCommand(subject, { change, pod: change.pod }),
    ),
    helm: sizes.map(({ subject: { namespace, controller, container }, change }) => ({
      namespace,
      controller,
      container,
      ...helmBlock(change),
    })),
    unpatched: unpatched.map(({ kind, name, annotations, ...rest }) => ({
      ...rest,
      controllerKind: kind,
      controller: name,
      annotations: annotations && { ...annotations },
    })),
  };
}
