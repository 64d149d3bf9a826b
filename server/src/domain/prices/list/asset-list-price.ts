import type { Price } from "../price.ts";
import type { PriceLists } from "./list-price.ts";
import type { NodePlace } from "./node-place.ts";
import { type RateName, rateOf } from "./rates.ts";

/** What a cloud asks for a load balancer or for traffic, in words. */
const WORDS = {
  "load-balancer": "load balancer",
  "traffic-internet": "traffic to the internet",
  "traffic-zone": "traffic between zones",
} as const satisfies Partial<Record<RateName, string>>;
export type AssetRate = keyof typeof WORDS;

/** What a load balancer's hour or a GiB of traffic costs where it stands; null where no list knows it. */
export function listedRate(rate: AssetRate, place: NodePlace | null, lists: PriceLists): Price | null {
  const prices = lists.find(({ cloud }) => cloud === place?.cloud);
  const listed = prices && place ? rateOf(prices, place.region, rate) : null;
  if (!listed || !place) return null;
  const rule = `list ${listed.origin.date}, ${WORDS[rate]} in ${place.region}`;
  return { pico: listed.pico, source: "list", rule };
}

/** What clouds that run a cluster's control plane ask for its hour, by what a fee's provider id says. */
const FEES = {
  eks: { cloud: "aws", rate: "fee-eks", words: "EKS" },
  "eks-extended": { cloud: "aws", rate: "fee-eks-extended", words: "EKS in extended support" },
  gke: { cloud: "gcp", rate: "fee-gke", words: "GKE" },
} as const;

/** What a fee is called that nobody prices, and why. */
export function unpricedFee(platform: string): Price {
  const [, fee] = Object.entries(FEES).find(([name]) => name === platform) ?? [];
  const why = platform === "aks" ? AKS : `fee of ${fee?.words ?? platform}`;
  return { pico: 0n, source: "none", rule: `not priced: ${why}` };
}

const AKS = "fee of AKS, whose tier no metric tells: Free 0, Standard 0.1, Premium 0.6 dollars an hour";

/** Whether a list may know what a cluster's hour costs. */
export function isListedFee(platform: string): boolean {
  return Object.hasOwn(FEES, platform);
}

/** What a cluster's hour costs by what runs it. That its version is in extended support is told by its nodes, and so an estimate. */
export function listedFee(platform: string, lists: PriceLists): Price | null {
  const [, fee] = Object.entries(FEES).find(([name]) => name === platform) ?? [];
  const prices = fee && lists.find(({ cloud }) => cloud === fee.cloud);
  const listed = prices && rateOf(prices, "", fee.rate);
  if (!listed) return null;
  const rule = `list ${listed.origin.date}, fee of ${fee.words}`;
  return fee.rate === "fee-eks-extended"
    ? { pico: listed.pico, source: "estimate", rule: `estimated by the nodes' version, ${rule}` }
    : { pico: listed.pico, source: "list", rule };
}
