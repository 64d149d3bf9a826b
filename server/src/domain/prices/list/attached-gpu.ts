import { capacityPrice } from "./capacity-price.ts";
import type { HourPrice } from "./hour-price.ts";
import { gpusInPrice, type ListedNode, type PriceLists } from "./list-price.ts";
import { nodePlace } from "./node-place.ts";
import { isRate, rateOf } from "./rates.ts";

const LABEL = "cloud_google_com_gke_accelerator";

/** What a GPU costs for an hour. */
type GpuPrice = Pick<HourPrice, "pico" | "source" | "rule">;

/**
 * What a GPU costs that Google attaches to a machine, by the label that says which it is; null where the machine's price holds its GPUs,
 * or nothing is known of them. Where only the base region's price is known, that is an estimate: few regions ask another one.
 */
export function attachedGpuPrice(node: ListedNode, lists: PriceLists): GpuPrice | null {
  const place = nodePlace(node);
  const prices = lists.find(({ cloud }) => cloud === place?.cloud);
  const model = node.labels[LABEL] ?? "";
  const rate = `gpu-${model}`;
  if (!place || !prices || !isRate(rate) || node.gpus === 0 || gpusInPrice(node, prices) > 0) return null;
  const here = rateOf(prices, place.region, rate);
  const listed = here ?? rateOf(prices, prices.base.region, rate);
  if (!listed) return null;
  const { pico, origin } = listed;
  const rule = `list ${origin.date}, ${model} in ${here ? place.region : prices.base.region}, on demand`;
  const onDemand: HourPrice = here
    ? { pico, region: prices.base, source: "list", rule }
    : { pico, region: prices.base, source: "estimate", rule: `estimated for ${place.region} as ${rule}` };
  return capacityPrice(onDemand, node.capacityType, prices.cloud);
}
