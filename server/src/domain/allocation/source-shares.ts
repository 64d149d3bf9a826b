import type { PriceSource } from "@kubecent/shared";
import type { HourCosts } from "./hour-costs.ts";

const STEPS = 10_000n;

/** Which share of an hour's assets each source of prices made, from 0 to 1 in steps of a ten-thousandth. */
export function sourceShares({
  nodes,
  assets,
}: Pick<HourCosts, "nodes" | "assets">): Map<PriceSource, number> {
  const priced = [
    ...nodes.map(({ asset, rates }) => ({ nano: asset.cpu + asset.ram, source: rates.source })),
    ...nodes.map(({ asset, rates }) => ({ nano: asset.gpu, source: rates.gpuSource })),
    ...assets.map(({ costNano, priceSource }) => ({ nano: costNano, source: priceSource })),
  ];
  const total = priced.reduce((sum, { nano }) => sum + nano, 0n);
  const bySource = Map.groupBy(priced, ({ source }) => source);
  return new Map(
    [...bySource].map(([source, own]) => {
      const nano = own.reduce((sum, each) => sum + each.nano, 0n);
      return [source, total === 0n ? 0 : Number((2n * nano * STEPS + total) / (2n * total)) / Number(STEPS)];
    }),
  );
}
