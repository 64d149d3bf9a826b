import { type CostFigures, CostQuerySchema, formatNano, NodeCostAnswerSchema } from "@kubecent/shared";
import { type NodeSums, readNodePage } from "../../store/queries/pages/node-page.ts";
import type { CostSums } from "../../store/queries/pages/cost-page.ts";
import { costFigures, priceSourceShares } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { answerInSnapshot, costOrder, questionPages } from "../question.ts";

export const nodes = scopedProcedureFor("cluster:view")
  .meta({
    rest: { method: "GET", path: "/cost/nodes", summary: "What each node cost: allocated, idle, unobserved" },
  })
  .input(CostQuerySchema)
  .output(NodeCostAnswerSchema)
  .query(({ ctx, input }) => {
    const { after, cursorAt } = questionPages(ctx, "cost.nodes", input);
    return answerInSnapshot(ctx, input, async ({ source, selection }) => {
      const order = costOrder(input.sort);
      const page = await readNodePage(source, { selection, order, limit: input.limit, after });
      return {
        priceSources: priceSourceShares(nodeCostSums(page.totals)),
        rows: page.rows.map(({ cluster, node, instanceType, pool, capacityType, providerId, ...sums }) => ({
          cluster,
          node,
          instanceType,
          pool,
          spot: capacityType === "spot",
          capacityType,
          ...nodeFigures(sums),
          providerId,
        })),
        totals: nodeFigures(page.totals),
        nextCursor: cursorAt(page.next),
      };
    });
  });

interface NodeFigures extends CostFigures {
  allocatedCost: string;
  unobservedCost: string;
}

function nodeFigures(sums: NodeSums): NodeFigures {
  const { asset } = sums;
  return {
    ...costFigures(nodeCostSums(sums)),
    allocatedCost: formatNano(asset.cpu_allocated_nano + asset.ram_allocated_nano + asset.gpu_allocated_nano),
    unobservedCost: formatNano(
      asset.cpu_unobserved_nano + asset.ram_unobserved_nano + asset.gpu_unobserved_nano,
    ),
  };
}

/** A node's own money: what its volumes or traffic cost is not the node's. */
function nodeCostSums({ asset, usage }: NodeSums): CostSums {
  return {
    ...usage,
    cpuNano: asset.cpu_allocated_nano + asset.cpu_unobserved_nano,
    ramNano: asset.ram_allocated_nano + asset.ram_unobserved_nano,
    gpuNano: asset.gpu_allocated_nano + asset.gpu_unobserved_nano,
    volumeNano: 0n,
    networkNano: 0n,
    loadBalancerNano: 0n,
    volumeNanoGibHours: 0n,
    customNano: asset.custom_asset_nano,
    karpenterNano: asset.karpenter_asset_nano,
    listNano: asset.list_asset_nano,
    estimateNano: asset.estimate_asset_nano,
    defaultNano: asset.default_asset_nano,
    sharedNano: 0n,
    idleNano: asset.cpu_idle_nano + asset.ram_idle_nano + asset.gpu_idle_nano,
  };
}
