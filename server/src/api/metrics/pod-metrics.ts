import { PodMetricsAnswerSchema, PodMetricsQuerySchema } from "@kubecent/shared";
import { readCostPage } from "../../store/queries/pages/cost-page.ts";
import { answerInSnapshot, costOrder, questionPages } from "../question.ts";
import { usageFigures } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { POD_KEYS, readPodQuantiles } from "./pod-quantiles.ts";

export const pods = scopedProcedureFor("cost:view")
  .meta({
    rest: { method: "GET", path: "/metrics/pods", summary: "What each pod requested and used" },
  })
  .input(PodMetricsQuerySchema)
  .output(PodMetricsAnswerSchema)
  .query(({ ctx, input }) => {
    const { after, cursorAt } = questionPages(ctx, "metrics.pods", input);
    return answerInSnapshot(ctx, input, async ({ client, source, selection }) => {
      const page = await readCostPage(source, {
        selection,
        keys: POD_KEYS,
        step: null,
        view: { idle: "hide", idleBy: "node", share: "weighted", shared: null },
        order: costOrder(input.sort),
        limit: input.limit,
        after,
      });
      const quantiles = input.quantiles
        ? await readPodQuantiles(
            client,
            selection,
            page.rows.map(({ keys }) => keys),
          )
        : null;
      return {
        rows: page.rows.map(({ keys, sums }) => {
          const [cluster = "", namespace = "", pod = "", uid = "", node = ""] = keys;
          const named = { cluster, namespace, pod, uid, node };
          return { ...named, ...usageFigures(sums), ...quantiles?.of(keys) };
        }),
        ...(quantiles && { quantiles: quantiles.head }),
        totals: usageFigures(page.totals),
        nextCursor: cursorAt(page.next),
      };
    });
  });
