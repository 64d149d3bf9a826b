import type { HourCosts } from "../domain/allocation/hour-costs.ts";

const STEPS = 10_000n;

/** Which share of an hour's assets is priced by defaults, from 0 to 1 in steps of a ten-thousandth. */
export function shareByDefault({ nodes, assets }: Pick<HourCosts, "nodes" | "assets">): number {
  const priced = [
    ...nodes.map(({ asset, rates }) => ({ nano: asset.cpu + asset.ram, source: rates.source })),
    ...nodes.map(({ asset, rates }) => ({ nano: asset.gpu, source: rates.gpuSource })),
    ...assets.map(({ costNano, priceSource }) => ({ nano: costNano, source: priceSource })),
  ];
  const total = priced.reduce((sum, { nano }) => sum + nano, 0n);
  const byDefault = priced.reduce((sum, { nano, source }) => (source === "default" ? sum + nano : sum), 0n);
  return total === 0n ? 0 : Number((byDefault * STEPS) / total) / Number(STEPS);
}
