import { CostQuerySchema, PodMetricsAnswerSchema } from "@kubecent/shared";
import { readCostPage } from "../../store/queries/cost-page.ts";
import { answerInSnapshot, costOrder, questionPages } from "../question.ts";
import { usageFigures } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";

export const pods = scopedProcedureFor("cost:view")
  .meta({
    rest: { method: "GET", path: "/metrics/pods", summary: "What each pod requested and used" },
  })
  .input(CostQuerySchema)
  .output(PodMetricsAnswerSchema)
  .query(({ ctx, input }) => {
    const { after, cursorAt } = questionPages(ctx, "metrics.pods", input);
    return answerInSnapshot(ctx, input, async ({ client, selection, whole }) => {
      const page = await readCostPage(client, {
        selection,
        keys: ["cluster", "namespace", "pod", "uid", "node"],
        step: null,
        view: { idle: "hide", idleBy: "node", share: "weighted", shared: null },
        order: costOrder(input.sort),
        limit: input.limit,
        after,
        whole,
      });
      return {
        rows: page.rows.map(
          ({ keys: [cluster = "", namespace = "", pod = "", uid = "", node = ""], sums }) => ({
            cluster,
            namespace,
            pod,
            uid,
            node,
            ...usageFigures(sums),
          }),
        ),
        totals: usageFigures(page.totals),
        nextCursor: cursorAt(page.next),
      };
    });
  });
