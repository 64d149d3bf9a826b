import {
  type AssetLine,
  type AssetLineFigures,
  ExplainAssetsAnswerSchema,
  ExplainAssetsQuerySchema,
  formatInstant,
  formatNano,
  HOUR_MS,
} from "@kubecent/shared";
import { capacityTypeOf } from "../../store/names/capacity-cells.ts";
import { readAssetLines, type StoredAssetLine } from "../../store/queries/pages/asset-lines.ts";
import { formatPico } from "../figures.ts";
import { answerInSnapshot } from "../question.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { fittingLines } from "./fitting-lines.ts";

const NANO = 1e9;
const BYTES_PER_GIB = 1_073_741_824;

export const explainAssets = scopedProcedureFor("cluster:view")
  .meta({
    rest: {
      method: "GET",
      path: "/cost/explain-assets",
      summary: "How the cost of assets came about: quantity × price of each, and who bears it",
    },
  })
  .input(ExplainAssetsQuerySchema)
  .output(ExplainAssetsAnswerSchema)
  .query(async ({ ctx, input }) => {
    const { kind: kinds = null, name: names = null } = input;
    const answer = await answerInSnapshot(ctx, input, async ({ client, selection }) => {
      const { lines, condensed } = await fittingLines(input, (shape) =>
        readAssetLines(client, { selection, kinds, names }, shape),
      );
      return { condensed, lines: lines.map(lineOf), totals: totalsOf(lines) };
    });
    const { window, currency, dataVersion, condensed, lines, totals } = answer;
    return { window, currency, dataVersion, condensed, lines, totals };
  });

function lineOf(stored: StoredAssetLine): AssetLine {
  const { kind, cluster, namespace, name, type, pool, part, rule } = stored;
  return {
    kind,
    cluster,
    namespace,
    name,
    providerId: stored.provider_id,
    type,
    pool,
    capacityType: stored.spot === null ? null : capacityTypeOf(stored.spot, stored.capacity_type),
    part,
    things: Number(stored.things),
    quantity: Number(stored.quantity) / (kind === "network" ? BYTES_PER_GIB : NANO),
    unit: unitOf(stored),
    price: stored.price_pico === null ? null : formatPico(stored.price_pico),
    priceSource: stored.price_source,
    rule,
    start: formatInstant(stored.first_hour.getTime()),
    end: formatInstant(stored.last_hour.getTime() + HOUR_MS),
    ...figuresOf(stored),
  };
}

function unitOf({ kind, part }: StoredAssetLine): AssetLine["unit"] {
  if (kind === "node") return part === "cpu" ? "core-hours" : part === "ram" ? "GiB-hours" : "GPU-hours";
  if (kind === "network") return "GiB";
  return kind === "volume" ? "GiB-hours" : "hours";
}

type Sums = Pick<StoredAssetLine, "nano" | "allocated_nano" | "idle_nano" | "unobserved_nano">;

function figuresOf(sums: Sums): AssetLineFigures {
  return {
    cost: formatNano(sums.nano),
    allocatedCost: formatNano(sums.allocated_nano),
    idleCost: formatNano(sums.idle_nano),
    unobservedCost: formatNano(sums.unobserved_nano),
  };
}

function totalsOf(lines: readonly Sums[]): AssetLineFigures {
  const total = (column: keyof Sums): bigint => lines.reduce((sum, line) => sum + line[column], 0n);
  return figuresOf({
    nano: total("nano"),
    allocated_nano: total("allocated_nano"),
    idle_nano: total("idle_nano"),
    unobserved_nano: total("unobserved_nano"),
  });
}
