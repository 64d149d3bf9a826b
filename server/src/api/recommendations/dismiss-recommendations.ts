import {
  CostError,
  RecommendationDismissSchema,
  RecommendationIdSchema,
  RecommendationRowSchema,
  type Scope,
  scopeShows,
  scopeShowsWhole,
} from "@kubecent/shared";
import type pg from "pg";
import {
  dismiss as storeDismissal,
  lockRecommendation,
  type NamedRecommendation,
  restore as storeRestoring,
} from "../../store/recommendations/dismissals.ts";
import { originOf } from "../context.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { noRecommendation } from "./list-recommendations.ts";
import { recommendationRow } from "./recommendation-row.ts";

export const dismiss = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/recommendations/{id}/dismiss",
      summary: "Put a recommendation aside for everybody, with a reason, for good or until a moment",
    },
    audit: { action: "RECOMMENDATION_DISMISSED", resourceType: "RECOMMENDATION" },
  })
  .input(RecommendationDismissSchema)
  .output(RecommendationRowSchema)
  .mutation(({ ctx, input: { id, reason, until } }) => {
    const ends = until === undefined ? null : new Date(until);
    if (ends && ends.getTime() <= ctx.services.now()) throw alreadyOver();
    return ctx.change(async (client) => {
      const advice = await editable(client, id, ctx.caller.scope);
      if (advice.state !== "open" && advice.state !== "dismissed") throw notOpen(advice);
      await storeDismissal(client, advice, { reason, until: ends, origin: originOf(ctx) });
      return shown(client, id, ctx.caller.scope);
    });
  });

export const restore = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/recommendations/{id}/restore",
      summary: "Take up a recommendation again that was put aside",
    },
    audit: { action: "RECOMMENDATION_RESTORED", resourceType: "RECOMMENDATION" },
  })
  .input(RecommendationIdSchema)
  .output(RecommendationRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => {
      const advice = await editable(client, id, ctx.caller.scope);
      if (advice.state === "dismissed") await storeRestoring(client, advice, originOf(ctx));
      else if (advice.state !== "open") throw notOpen(advice);
      return shown(client, id, ctx.caller.scope);
    }),
  );

/** A recommendation of the caller's own part, locked. Throws NOT_FOUND for others. */
async function editable(client: pg.PoolClient, id: string, scope: Scope): Promise<NamedRecommendation> {
  const advice = await lockRecommendation(client, id);
  if (!advice || !isWithin(advice, scope)) throw noRecommendation(id);
  return advice;
}

/** What belongs to the cluster as a whole is for those who may edit all of it. */
function isWithin({ cluster, namespace }: NamedRecommendation, scope: Scope): boolean {
  return namespace === "" ? scopeShowsWhole(scope, cluster) : scopeShows(scope, cluster, namespace);
}

async function shown(client: pg.PoolClient, id: string, scope: Scope) {
  const advice = await editable(client, id, scope);
  return recommendationRow(advice, {
    cluster: advice.cluster,
    isPartial: !scopeShowsWhole(scope, advice.cluster),
  });
}

function notOpen({ state }: NamedRecommendation): CostError {
  return new CostError(
    "CONFLICT",
    `The recommendation is ${state}: only an open one can be put aside or taken up again.`,
  );
}

function alreadyOver(): CostError {
  const message = "must lie in the future";
  return new CostError("VALIDATION_FAILED", `until: ${message}`, {
    details: [{ field: "until", message, type: "until" }],
  });
}
