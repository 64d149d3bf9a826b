import { formatInstant, TimeseriesAnswerSchema, TimeseriesQuerySchema } from "@kubecent/shared";
import { costFigures } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { namedKeys } from "./allocation.ts";
import { answerCostRows, costKeys } from "./cost-rows.ts";

export const timeseries = scopedProcedureFor("cost:view")
  .meta({
    rest: {
      method: "GET",
      path: "/cost/timeseries",
      summary: "What each hour, day, week or month cost, as a whole or by the keys of `aggregate`",
    },
  })
  .input(TimeseriesQuerySchema)
  .output(TimeseriesAnswerSchema)
  .query(({ ctx, input: { step, aggregate, namespaceLabels, ...question } }) =>
    answerCostRows(ctx, question, {
      procedure: [
        "cost.timeseries",
        step,
        ...(aggregate.length > 0 ? [...aggregate, namespaceLabels] : []),
      ].join(" "),
      // Time first: a page ends with a stretch, or within one, and never has one row's stretches without the others'.
      keys: ["start", ...costKeys(aggregate, namespaceLabels)],
      view: question,
      step: { step, timeZone: question.timeZone ?? "UTC" },
      row: ({ keys: [start = "", ...keys], sums }) => ({
        start: formatInstant(Date.parse(start)),
        ...namedKeys(aggregate, keys),
        ...costFigures(sums),
      }),
    }),
  );
