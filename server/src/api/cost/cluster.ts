import {
  type ClusterCostRow,
  type ClusterCostTotals,
  ClusterCostAnswerSchema,
  CostQuerySchema,
  formatNano,
} from "@kubecent/shared";
import { windowBefore } from "../../domain/windows/resolve-window.ts";
import { onePage } from "../../store/paging/page-source.ts";
import { readClusterAssets } from "../../store/queries/pages/cluster-assets.ts";
import {
  type CostPage,
  type CostPageQuestion,
  type RowSums,
  readCostPage,
} from "../../store/queries/pages/cost-page.ts";
import type { AskedSelection, CostFilter } from "../../store/queries/where/selection.ts";
import { hasSpecialRows } from "../../store/queries/relations/special-rows.ts";
import { allSettledThenThrow } from "../../store/connection/all-settled-then-throw.ts";
import { costFigures, grandTotalNano, priceSourceShares } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { answerInSnapshot, costOrder, type OpenQuestion, questionPages, selectionOf } from "../question.ts";

export const cluster = scopedProcedureFor("cluster:view")
  .meta({
    rest: {
      method: "GET",
      path: "/cost/cluster",
      summary: "What each cluster cost with all its parts, and the change against the window before",
    },
  })
  .input(CostQuerySchema)
  .output(ClusterCostAnswerSchema)
  .query(({ ctx, input }) => {
    const { after, cursorAt } = questionPages(ctx, "cost.cluster", input);
    return answerInSnapshot(ctx, input, async (open) => {
      const { limit } = input;
      const [page, parts] = await allSettledThenThrow(
        readClusters(open, { order: costOrder(input.sort), limit, after }),
        readClusterParts(open, input),
      );
      return {
        priceSources: priceSourceShares(page.totals),
        rows: page.rows.map(
          ({ keys: [name = ""], sums }): ClusterCostRow => ({
            cluster: name,
            ...clusterFigures(sums, parts.get(name) ?? NO_PARTS),
          }),
        ),
        totals: clusterFigures(page.totals, sumOfParts(parts)),
        nextCursor: cursorAt(page.next),
      };
    });
  });

const SHOWN = { idle: "show", idleBy: "node", share: "weighted", shared: null } as const;

type ClusterPageQuestion = Pick<CostPageQuestion, "order" | "limit" | "after">;

function readClusters(
  { source, selection }: Pick<OpenQuestion, "source" | "selection">,
  page: ClusterPageQuestion,
): Promise<CostPage> {
  return readCostPage(source, { selection, keys: ["cluster"], step: null, view: SHOWN, ...page });
}

/** What a cluster's row says beside its sums, in nano-units. */
interface ClusterParts {
  readonly assetNano: bigint;
  readonly unobservedNano: bigint;
  readonly feeNano: bigint;
  readonly previousNano: bigint;
}

const NO_PARTS: ClusterParts = { assetNano: 0n, unobservedNano: 0n, feeNano: 0n, previousNano: 0n };

async function readClusterParts(open: OpenQuestion, filter: CostFilter): Promise<Map<string, ClusterParts>> {
  const before = selectionOf(filter, open, windowBefore(open.window));
  // What some namespaces or workloads took cannot be told from the assets: those belong to all.
  const hasAssets = hasSpecialRows(open.selection);
  const [previous, assets] = await allSettledThenThrow(
    readTotals(open, before),
    hasAssets ? readClusterAssets(open.client, open.selection) : Promise.resolve([]),
  );
  return new Map(
    open.clusters.map(({ name }) => {
      const { assetNano, unobservedNano, feeNano } = assets.find((each) => each.cluster === name) ?? NO_PARTS;
      return [name, { assetNano, unobservedNano, feeNano, previousNano: previous.get(name) ?? 0n }];
    }),
  );
}

/**
 * What each cluster cost with all its parts. Of clusters as a whole that is what their assets cost: no hour is stored whose
 * two sides differ.
 */
async function readTotals(
  { client, clusters, seen }: OpenQuestion,
  selection: AskedSelection,
): Promise<Map<string, bigint>> {
  const isWhole = seen.partial === null && hasSpecialRows(selection) && selection.filter.node === undefined;
  if (isWhole) {
    const assets = await readClusterAssets(client, selection);
    return new Map(assets.map(({ cluster: name, assetNano }) => [name, assetNano]));
  }
  const page: ClusterPageQuestion = { order: { by: "keys" }, limit: clusters.length, after: null };
  const { rows } = await readClusters({ source: onePage(client), selection }, page);
  return new Map(rows.map(({ keys: [name = ""], sums }) => [name, grandTotalNano(sums)]));
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

function clusterFigures(sums: RowSums, parts: ClusterParts): ClusterCostTotals {
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
