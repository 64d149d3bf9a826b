import { CostWithIdleQuerySchema, WorkloadCostAnswerSchema } from "@kubecent/shared";
import { costFigures } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { answerCostRows } from "./cost-answer-rows.ts";

export const workloads = scopedProcedureFor("cost:view")
  .meta({ rest: { method: "GET", path: "/cost/workloads", summary: "What each workload cost" } })
  .input(CostWithIdleQuerySchema)
  .output(WorkloadCostAnswerSchema)
  .query(({ ctx, input }) =>
    answerCostRows(ctx, input, {
      procedure: "cost.workloads",
      view: input,
      keys: ["cluster", "namespace", "controllerKind", "controller"],
      row: ({ keys: [cluster = "", namespace = "", controllerKind = "", controller = ""], sums }) => ({
        cluster,
        namespace,
        controllerKind,
        controller,
        ...costFigures(sums),
      }),
    }),
  );
