import { cloudOf, isFargate, nodePlace, type PlacedNode } from "./list/node-place.ts";
import type { PriceLists } from "./list/list-price.ts";
import { rateOf } from "./list/rates.ts";
import { FARGATE_STEPS, type PodSteps } from "./pod-steps.ts";

const AUTOPILOT_NAME = /^gk3-/;
const AUTOPILOT_TYPE = /^ek-/;
const AUTOPILOT_LABEL = "cloud_google_com_compute_class";

/**
 * The cloud's product that runs the pods of a node that is no machine, as people call it; null where nothing says which. Without a
 * price for its pods such a node has none: what a machine costs says nothing of them.
 */
export function podProduct(node: PlacedNode): string | null {
  const { name = "", instanceType, labels } = node;
  if (isFargate(node)) return "Fargate";
  const isAutopilot = AUTOPILOT_NAME.test(name) || AUTOPILOT_TYPE.test(instanceType);
  if (isAutopilot || labels[AUTOPILOT_LABEL] !== undefined) return "GKE Autopilot";
  return cloudOf(node) === "azure" ? "Azure Container Instances" : null;
}

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
