import type { Instant } from "@kubecent/shared";
import type { ReportedNodePrice } from "../../../domain/observation.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { priceReader, type PriceNoting, USUAL_PRICES } from "./read-prices.ts";

/** A node's usual price: what a machine of some cores costs; it only tells slips by orders of size. */
const USUAL_NODE_HOUR = 0.5;

/** Reads what the exporter says a node costs, by part and in total, leaving out what no price can be. */
export function nodePriceReader(
  node: FamilySeries,
  { name, ...noting }: Pick<PriceNoting, "hour" | "findings"> & { readonly name: string },
): (instant: Instant) => ReportedNodePrice | null {
  const { perCpuCoreHour, perRamGibHour, perGpuHour } = USUAL_PRICES;
  const subject = { kind: "node", name } as const;
  const read = (family: keyof typeof ASSETS, part: string, usual: number): ((instant: Instant) => number) => {
    // Of a GPU, nought is how exporters price nodes without one.
    const isOddAtNought = part === "CPU" || part === "RAM";
    return priceReader(node.of(ASSETS[family]), { ...noting, subject, part, usual, isOddAtNought });
  };
  const readers = [
    ["perCpuCoreHour", read("nodeCpuPrice", "CPU", perCpuCoreHour)],
    ["perRamGibHour", read("nodeRamPrice", "RAM", perRamGibHour)],
    ["perGpuHour", read("nodeGpuPrice", "GPU", perGpuHour)],
    ["perNodeHour", read("nodePrice", "node", USUAL_NODE_HOUR)],
  ] as const;
  return (instant) => {
    const prices = readers
      .map(([part, priceAt]) => [part, priceAt(instant)] as const)
      .filter(([, price]) => price >= 0);
    return prices.length > 0 ? Object.fromEntries(prices) : null;
  };
}
