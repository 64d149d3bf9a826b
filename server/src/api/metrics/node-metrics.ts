import { CostQuerySchema, NodeMetricsAnswerSchema, type NodeMetricsTotals } from "@kubecent/shared";
import { type NodeSums, readNodePage } from "../../store/queries/pages/node-page.ts";
import { answerInSnapshot, costOrder, questionPages } from "../question.ts";
import { hours, usageFigures } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";

export const nodes = scopedProcedureFor("cluster:view")
  .meta({
    rest: {
      method: "GET",
      path: "/metrics/nodes",
      summary: "What each node had, and what its pods requested and used of it",
    },
  })
  .input(CostQuerySchema)
  .output(NodeMetricsAnswerSchema)
  .query(({ ctx, input }) => {
    const { after, cursorAt } = questionPages(ctx, "metrics.nodes", input);
    return answerInSnapshot(ctx, input, async ({ source, selection }) => {
      const order = costOrder(input.sort);
      const page = await readNodePage(source, { selection, order, limit: input.limit, after });
      return {
        rows: page.rows.map(({ cluster, node, instanceType, pool, capacityType, ...sums }) => ({
          cluster,
          node,
          instanceType,
          pool,
          spot: capacityType === "spot",
          capacityType,
          ...nodeUsage(sums),
        })),
        totals: nodeUsage(page.totals),
        nextCursor: cursorAt(page.next),
      };
    });
  });

function nodeUsage({ capacity, usage }: NodeSums): NodeMetricsTotals {
  return {
    ...usageFigures(usage),
    cpuCapacityCoreHours: hoursOrNull(capacity.cpu_capacity_nano_core_hours),
    ramCapacityGibHours: hoursOrNull(capacity.ram_capacity_nano_gib_hours),
    gpuCapacityHours: hoursOrNull(capacity.gpu_capacity_nano_hours),
  };
}

function hoursOrNull(nanoHours: bigint | null): number | null {
  return nanoHours === null ? null : hours(nanoHours);
}
