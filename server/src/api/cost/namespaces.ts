import { CostWithIdleQuerySchema, NamespaceCostAnswerSchema } from "@kubecent/shared";
import { costFigures } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { answerCostRows } from "./cost-answer-rows.ts";

export const namespaces = scopedProcedureFor("cost:view")
  .meta({ rest: { method: "GET", path: "/cost/namespaces", summary: "What each namespace cost" } })
  .input(CostWithIdleQuerySchema)
  .output(NamespaceCostAnswerSchema)
  .query(({ ctx, input }) =>
    answerCostRows(ctx, input, {
      procedure: "cost.namespaces",
      keys: ["cluster", "namespace"],
      view: input,
      row: ({ keys: [cluster = "", namespace = ""], sums }) => ({ cluster, namespace, ...costFigures(sums) }),
    }),
  );
