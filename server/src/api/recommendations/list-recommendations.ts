import {
  CostError,
  RecommendationIdSchema,
  RecommendationListAnswerSchema,
  RecommendationListQuerySchema,
  RecommendationRowSchema,
} from "@kubecent/shared";
import { EVERYTHING } from "../../store/access/visibility.ts";
import type { Database } from "../../store/connection/database.ts";
import { inSnapshot } from "../../store/connection/transaction.ts";
import { readAdvicePage, readAdviceSums, readOneAdvice } from "../../store/recommendations/read-advice.ts";
import { clustersOfId } from "../../store/recommendations/recommendation-id.ts";
import { findClusters } from "../../store/queries/clusters/stored-clusters.ts";
import { visibilityIn } from "../admission.ts";
import { questionPages, readSnapshot } from "../question.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { answerAdvice, isPartial, type OpenAdvice } from "./open-advice.ts";
import { recommendationRow, totalsOf } from "./recommendation-row.ts";

export const list = scopedProcedureFor("cost:view")
  .meta({
    rest: {
      method: "GET",
      path: "/recommendations",
      summary:
        "What to do about it: sizes, volumes, nodes, workloads; with evidence, what becomes free, and what the bill does",
    },
  })
  .input(RecommendationListQuerySchema)
  .output(RecommendationListAnswerSchema)
  .query(({ ctx, input }) =>
    answerAdvice(ctx, input, async ({ source, seen, clusters }: OpenAdvice) => {
      const { sort, limit, state, insufficient, cursor: _cursor, ...filter } = input;
      const isInsufficient = insufficient ? null : false;
      const wanted = { clusters, seen, filter, states: state, isInsufficient, now: ctx.services.now() };
      const { after, cursorAt } = questionPages(ctx, "recommendations.list", input);
      const page = await readAdvicePage(source, wanted, { sort, limit, after });
      const sums = await source.once("totals", () => readAdviceSums(source.client, wanted));
      const names = new Map(clusters.map(({ clusterId, name }) => [clusterId, name]));
      return {
        rows: page.rows.map((row) =>
          recommendationRow(row, {
            cluster: names.get(row.clusterId) ?? "",
            isPartial: isPartial(seen, row.clusterId),
          }),
        ),
        totals: totalsOf(sums),
        nextCursor: cursorAt(page.next),
      };
    }),
  );

export const get = scopedProcedureFor("cost:view")
  .meta({
    rest: {
      method: "GET",
      path: "/recommendations/{id}",
      summary: "One recommendation, with its evidence and what became of it",
    },
  })
  .input(RecommendationIdSchema)
  .output(RecommendationRowSchema)
  .query(async ({ ctx, input: { id } }) => {
    const names = await namesOfClusters(ctx.services.database, id);
    return readSnapshot(ctx, visibilityIn(ctx.caller, names), async ({ client }, seen) => {
      const clusters = await findClusters(client, { names }, seen);
      const found = await readOneAdvice(client, { id, clusters, seen, now: ctx.services.now() });
      if (!found) throw noRecommendation(id);
      const cluster = clusters.find(({ clusterId }) => clusterId === found.clusterId)?.name ?? "";
      return recommendationRow(found, { cluster, isPartial: isPartial(seen, found.clusterId) });
    });
  });

/** The clusters in which an id is to be looked up; undefined is all of them. */
async function namesOfClusters(database: Database, id: string): Promise<string[] | undefined> {
  const all = await inSnapshot(database, EVERYTHING, (client, seen) => findClusters(client, {}, seen));
  const names = clustersOfId(
    id,
    all.map(({ name }) => name),
  );
  return names.length > 0 ? names : undefined;
}

/** Also for those that the caller may not see. */
export function noRecommendation(id: string): CostError {
  return new CostError("NOT_FOUND", `There is no recommendation ${id}.`);
}
