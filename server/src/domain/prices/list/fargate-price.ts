import { FARGATE_STEPS, type PodSteps } from "../pod-steps.ts";
import { isFargate, nodePlace, type PlacedNode } from "./node-place.ts";
import type { PriceLists } from "./list-price.ts";
import { rateOf } from "./rates.ts";

/** What AWS asks for the pods of a Fargate node, by the sizes that it sells. */
interface FargateRates {
  readonly cpu: bigint;
  readonly ram: bigint;
  readonly podSteps: PodSteps;
  readonly rule: string;
}

/** The rates of a Fargate node's region; null where it is none, or where they are not known there. */
export function fargateRates(node: PlacedNode, lists: PriceLists): FargateRates | null {
  const place = isFargate(node) ? nodePlace(node) : null;
  const prices = lists.find(({ cloud }) => cloud === place?.cloud);
  if (!place || !prices) return null;
  const cpu = rateOf(prices, place.region, "fargate-cpu");
  const ram = rateOf(prices, place.region, "fargate-ram");
  if (!cpu || !ram) return null;
  const rule = `list ${cpu.origin.date}, Fargate in ${place.region}, by pod`;
  return { cpu: cpu.pico, ram: ram.pico, podSteps: FARGATE_STEPS, rule };
}
