import {
  type ClusterCostRow,
  type ClusterCostTotals,
  ClusterCostAnswerSchema,
  CostQuerySchema,
  formatNano,
} from "@kubecent/shared";
import { windowBefore } from "../../domain/windows/resolve-window.ts";
import { type ClusterAssets, readClusterAssets } from "../../store/queries/cluster-assets.ts";
import { type CostSums, readCostPage } from "../../store/queries/cost-page.ts";
import { costFigures, grandTotalNano, priceSourceShares } from "../figures.ts";
import { refuseFilters } from "../refuse-filters.ts";
import { procedureFor } from "../trpc.ts";
import { answerInSnapshot, costOrder, type OpenQuestion, questionPages, selectionOf } from "../question.ts";

export const cluster = procedureFor("cluster:view")
  .meta({
    rest: {
      method: "GET",
      path: "/cost/cluster",
      summary: "What each cluster cost with all its parts, and the change against the window before",
    },
  })
  .input(CostQuerySchema)
  .output(ClusterCostAnswerSchema)
  .query(({ ctx: { services }, input }) => {
    refuseFilters(
      input,
      ["namespace", "node", "controllerKind", "controller", "pod", "label"],
      "cost.cluster",
    );
    const { after, cursorAt } = questionPages(services, "cost.cluster", input);
    return answerInSnapshot(services, input, async (open) => {
      const page = await readCostPage(open.client, {
        selection: open.selection,
        keys: ["cluster"],
        step: null,
        special: true,
        order: costOrder(input.sort),
        limit: input.limit,
        after,
      });
      const parts = await readClusterParts(open);
      return {
        priceSources: priceSourceShares(page.totals),
        rows: page.rows.map(
          ({ keys: [name = ""], sums }): ClusterCostRow => ({
            cluster: name,
            ...clusterFigures(sums, partsOf(parts, name)),
          }),
        ),
        totals: clusterFigures(page.totals, sumOfParts(parts)),
        nextCursor: cursorAt(page.next),
      };
    });
  });

/** What a cluster's row says beside its sums, in nano-units. */
interface ClusterParts extends Omit<ClusterAssets, "cluster"> {
  readonly previousNano: bigint;
}

const NO_PARTS: ClusterParts = { assetNano: 0n, unobservedNano: 0n, feeNano: 0n, previousNano: 0n };

async function readClusterParts(open: OpenQuestion): Promise<Map<string, ClusterParts>> {
  const before = selectionOf({}, open.clusters, windowBefore(open.window));
  const assets = await readClusterAssets(open.client, open.selection);
  const previous = await readClusterAssets(open.client, before);
  const previousNano = new Map(previous.map((each) => [each.cluster, each.assetNano]));
  return new Map(
    assets.map(({ cluster: name, ...rest }) => [
      name,
      { ...rest, previousNano: previousNano.get(name) ?? 0n },
    ]),
  );
}

function partsOf(parts: ReadonlyMap<string, ClusterParts>, name: string): ClusterParts {
  return parts.get(name) ?? NO_PARTS;
}

function sumOfParts(parts: ReadonlyMap<string, ClusterParts>): ClusterParts {
  return [...parts.values()].reduce(
    (sum, part) => ({
      assetNano: sum.assetNano + part.assetNano,
      unobservedNano: sum.unobservedNano + part.unobservedNano,
      feeNano: sum.feeNano + part.feeNano,
      previousNano: sum.previousNano + part.previousNano,
    }),
    NO_PARTS,
  );
}

function clusterFigures(sums: CostSums, parts: ClusterParts): ClusterCostTotals {
  const changeNano = grandTotalNano(sums) - parts.previousNano;
  return {
    ...costFigures(sums),
    unobservedCost: formatNano(parts.unobservedNano),
    feeCost: formatNano(parts.feeNano),
    assetCost: formatNano(parts.assetNano),
    previousTotalCost: formatNano(parts.previousNano),
    changeCost: formatNano(changeNano),
    changeRatio: parts.previousNano > 0n ? Number(changeNano) / Number(parts.previousNano) : null,
  };
}
