import type { Instant } from "@kubecent/shared";
import { attachedGpuPrice } from "./list/attached-gpu.ts";
import { LIST_CURRENCY, listRates } from "./list/list-price.ts";
import type { PricedNode } from "./priced-node.ts";
import { fargateRates, podProduct } from "./pod-billing.ts";
import { HIGHEST_PRICE, toPico } from "./price.ts";
import { hasOwnDefault, type PricedBy } from "./price-book.ts";
import { closestNodeRule, type NodeRule, nodeRuleText } from "./price-rule.ts";
import {
  type Candidate,
  defaultParts,
  hasOwnNodeDefaults,
  type Origin,
  type PartPrices,
  statedCandidate,
} from "./stated-price.ts";

/** When a node is priced, by what. */
interface Pricing {
  readonly hour: Instant;
  readonly book: PricedBy;
}

/**
 * Who prices a node's CPU and RAM, and who its GPUs: the first that knows them. Later ones are not asked: a list takes longer than an
 * exporter's price.
 */
export function chooseCandidates(node: PricedNode, pricing: Pricing): readonly [Candidate, Candidate] {
  let chosen: Candidate | null = null;
  for (const find of [customCandidate, exporterCandidate, karpenterCandidate, listCandidate]) {
    const found = find(node, pricing);
    chosen ??= found;
    if (chosen && found?.knowsGpu === true) return [chosen, found];
  }
  const last = unpricedCandidate(node, pricing) ?? defaultCandidate(node, pricing);
  return [chosen ?? last, attachedGpuCandidate(node, pricing) ?? last];
}

function defaultCandidate({ capacityType }: PricedNode, { book }: Pricing): Candidate {
  return { ...defaultParts(capacityType, book), source: "default", rule: "default", knowsGpu: true };
}

function exporterCandidate(node: PricedNode, { book }: Pricing): Candidate | null {
  return statedCandidate(node, { price: node.reported, source: "exporter", rule: "exporter" }, book);
}

const HIGHEST_PICO = toPico(HIGHEST_PRICE);

/** What Karpenter knows of its cloud's prices is in dollars, and of whole machines. */
function karpenterCandidate(node: PricedNode, { book }: Pricing): Candidate | null {
  const { karpenterPerHour: perNodeHour, capacityType, instanceType, billing } = node;
  if (perNodeHour === undefined || billing === "pods") return null;
  if (book.currency !== LIST_CURRENCY || hasOwnNodeDefaults(node, book)) return null;
  const rule = `Karpenter's estimate for ${instanceType}, ${capacityType}`;
  return statedCandidate(node, { price: { perNodeHour }, source: "karpenter", rule }, book);
}

/** The lists' prices are in dollars. Nodes that are no machines have none, but for Fargate's, whose pods are paid for. */
function listCandidate(node: PricedNode, { book }: Pricing): Candidate | null {
  const { lists = [], currency } = book;
  if (currency !== LIST_CURRENCY || hasOwnNodeDefaults(node, book)) return null;
  if (node.billing === "pods") return fargateCandidate(node, book);
  const rates = listRates(node, lists);
  if (!rates || [rates.cpu, rates.ram, rates.gpu].some((pico) => pico > HIGHEST_PICO)) return null;
  return rates;
}

/** Pods that a cloud runs without a machine of ours cost what its product costs: no default stands in for that. */
function unpricedCandidate(node: PricedNode, { book }: Pricing): Candidate | null {
  const product = node.billing === "pods" && !hasOwnNodeDefaults(node, book) ? podProduct(node) : null;
  if (product === null) return null;
  return {
    cpu: 0n,
    ram: 0n,
    gpu: 0n,
    source: "none",
    rule: `not priced: pods on ${product}`,
    knowsGpu: true,
  };
}

/** GPUs whose price is not in that of their machine. */
function attachedGpuCandidate(node: PricedNode, { book }: Pricing): Candidate | null {
  const { lists = [], currency } = book;
  if (currency !== LIST_CURRENCY || hasOwnDefault(book, "perGpuHour")) return null;
  const price = attachedGpuPrice(node, lists);
  return (
    price && { cpu: 0n, ram: 0n, gpu: price.pico, source: price.source, rule: price.rule, knowsGpu: true }
  );
}

function fargateCandidate(node: PricedNode, { lists = [], defaults }: PricedBy): Candidate | null {
  const rates = fargateRates(node, lists);
  return rates && { ...rates, gpu: defaults.perGpuHour, source: "list", knowsGpu: false, isByPod: true };
}

function customCandidate(node: PricedNode, { hour, book }: Pricing): Candidate | null {
  const closest = closestNodeRule(node, hour, book.rules);
  if (!closest) return null;
  const origin = { source: "custom", rule: nodeRuleText(closest) } as const;
  const defaults = defaultParts(node.capacityType, book);
  return byPod(closest, defaults, origin) ?? statedCandidate(node, { price: closest, ...origin }, book);
}

/** A rule that prices the pods of its nodes, each by what it requests. */
function byPod(rule: NodeRule, defaults: PartPrices, { source, rule: text }: Origin): Candidate | null {
  const { perPodCpuCoreHour: cpu, perPodRamGibHour: ram, perGpuHour: gpu, podSteps } = rule;
  if (cpu === undefined || ram === undefined) return null;
  const prices = { cpu, ram, gpu: gpu ?? defaults.gpu, knowsGpu: gpu !== undefined };
  return { ...prices, source, rule: `${text}, by pod`, isByPod: true, ...(podSteps && { podSteps }) };
}
