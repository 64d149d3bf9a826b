import {
  type AssetFigures,
  AssetFiguresSchema,
  AssetQuerySchema,
  type AssetRow,
  AssetRowSchema,
  formatNano,
  pricedAnswer,
} from "@kubecent/shared";
import {
  type AssetPageKind,
  type AssetSums,
  readAssetPage,
  type SummedAsset,
} from "../../store/queries/pages/asset-page.ts";
import { capacityTypeOf } from "../../store/names/capacity-cells.ts";
import { sharesOf } from "../figures.ts";
import { answerInSnapshot, questionPages } from "../question.ts";
import { scopedProcedureFor } from "../trpc.ts";

const NANO = 1e9;
const BYTES_PER_GIB = 1_073_741_824;

/** In what a kind is counted, and how many of the store's units make one. */
const UNITS: Readonly<Record<AssetPageKind, { unit: AssetRow["unit"]; per: number }>> = {
  node: { unit: "hours", per: NANO },
  volume: { unit: "GiB-hours", per: NANO },
  loadBalancer: { unit: "hours", per: NANO },
  network: { unit: "GiB", per: BYTES_PER_GIB },
  fee: { unit: "hours", per: NANO },
};

export const assets = scopedProcedureFor("cluster:view")
  .meta({
    rest: {
      method: "GET",
      path: "/cost/assets",
      summary: "What there was and what it cost, whoever took it",
    },
  })
  .input(AssetQuerySchema)
  .output(pricedAnswer(AssetRowSchema, AssetFiguresSchema))
  .query(({ ctx, input }) => {
    const { after, cursorAt } = questionPages(ctx, "cost.assets", input);
    return answerInSnapshot(ctx, input, async ({ source, selection }) => {
      const { kind, limit } = input;
      const page = await readAssetPage(source, { selection, kinds: kind ?? null, limit, after });
      const { totals } = page;
      return {
        priceSources: sharesOf(totals.total_nano, {
          customNano: totals.custom_nano,
          karpenterNano: totals.karpenter_nano,
          listNano: totals.list_nano,
          estimateNano: totals.estimate_nano,
          defaultNano: totals.default_nano,
          cpuNanoCoreHours: totals.core_hours,
          unpricedNanoCoreHours: totals.unpriced_core_hours,
        }),
        rows: page.rows.map(rowOf),
        totals: figuresOf(page.totals),
        nextCursor: cursorAt(page.next),
      };
    });
  });

function rowOf(asset: SummedAsset): AssetRow {
  const { kind, cluster, namespace, name, provider_id: providerId, type, quantity, pool } = asset;
  const { unit, per } = UNITS[kind];
  return {
    kind,
    cluster,
    namespace,
    name,
    providerId,
    type,
    ...figuresOf(asset),
    quantity: Number(quantity) / per,
    unit,
    pool,
    capacityType: kind === "node" ? capacityTypeOf(asset.spot, asset.capacity_type) : null,
  };
}

function figuresOf(sums: AssetSums): AssetFigures {
  return {
    cpuCost: formatNano(sums.cpu_nano),
    ramCost: formatNano(sums.ram_nano),
    gpuCost: formatNano(sums.gpu_nano),
    idleCost: formatNano(sums.idle_nano),
    unobservedCost: formatNano(sums.unobserved_nano),
    totalCost: formatNano(sums.total_nano),
  };
}
