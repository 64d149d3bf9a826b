import { formatInstant, TimeseriesAnswerSchema, TimeseriesQuerySchema } from "@kubecent/shared";
import { costFigures } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { answerCostRows } from "./cost-answer-rows.ts";

export const timeseries = scopedProcedureFor("cost:view")
  .meta({
    rest: { method: "GET", path: "/cost/timeseries", summary: "What each hour, day, week or month cost" },
  })
  .input(TimeseriesQuerySchema)
  .output(TimeseriesAnswerSchema)
  .query(({ ctx, input: { step, ...question } }) =>
    answerCostRows(ctx, question, {
      procedure: `cost.timeseries ${step}`,
      keys: ["start"],
      view: question,
      step: { step, timeZone: question.timeZone ?? "UTC" },
      row: ({ keys: [start = ""], sums }) => ({
        start: formatInstant(Date.parse(start)),
        ...costFigures(sums),
      }),
    }),
  );
