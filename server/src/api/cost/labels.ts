import { LabelCostAnswerSchema, LabelCostQuerySchema } from "@kubecent/shared";
import { costFigures } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { costKeys } from "./allocation.ts";
import { answerCostRows } from "./cost-answer-rows.ts";

export const labels = scopedProcedureFor("cost:view")
  .meta({ rest: { method: "GET", path: "/cost/labels", summary: "What each value of a label cost" } })
  .input(LabelCostQuerySchema)
  .output(LabelCostAnswerSchema)
  .query(({ ctx, input: { name, namespaceLabels, ...question } }) =>
    answerCostRows(ctx, question, {
      procedure: `cost.labels ${name} ${namespaceLabels}`,
      keys: costKeys([`label:${name}`], namespaceLabels),
      view: question,
      row: ({ keys: [value = ""], sums }) => ({ label: name, value, ...costFigures(sums) }),
    }),
  );
