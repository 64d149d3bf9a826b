import { CostWithIdleQuerySchema, PodCostAnswerSchema } from "@kubecent/shared";
import { costFigures } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { answerCostRows } from "./cost-answer-rows.ts";

export const pods = scopedProcedureFor("cost:view")
  .meta({ rest: { method: "GET", path: "/cost/pods", summary: "What each pod cost" } })
  .input(CostWithIdleQuerySchema)
  .output(PodCostAnswerSchema)
  .query(({ ctx, input }) =>
    answerCostRows(ctx, input, {
      procedure: "cost.pods",
      view: input,
      keys: ["cluster", "namespace", "pod", "uid", "node"],
      row: ({ keys: [cluster = "", namespace = "", pod = "", uid = "", node = ""], sums }) => ({
        cluster,
        namespace,
        pod,
        uid,
        node,
        ...costFigures(sums),
      }),
    }),
  );
