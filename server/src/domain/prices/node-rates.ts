import type { CapacityType, Instant, PriceSource } from "@kubecent/shared";
import type { NodeBilling, ReportedNodePrice } from "../observation.ts";
import { fargateRates } from "./list/fargate-price.ts";
import { LIST_CURRENCY, listedHost, listedParts, listRates } from "./list/list-price.ts";
import { type Discounted, discounted, hasOwnDefault, type PriceBook, type PricedBy } from "./price-book.ts";
import { HIGHEST_PRICE, type Price, toPico } from "./price.ts";
import { type PartWeights, splitTotal, USUAL_HOST } from "./split-total.ts";
import { podProduct } from "./pod-billing.ts";
import type { PodSteps } from "./pod-steps.ts";
import { closestNodeRule, type NodeRule, nodeRuleText, type PricedIdentity } from "./price-rule.ts";

/** What an hour of each part of a node costs, in pico-units, and who says so. */
export interface NodeRates {
  readonly perCpuCorePico: bigint;
  readonly perRamGibPico: bigint;
  readonly perGpuPico: bigint;
  /** Who priced CPU and RAM, and by which rule. */
  readonly source: PriceSource;
  readonly rule: string;
  /** Who priced the GPUs: an exporter may know a node's CPU and RAM and nothing of its GPUs. */
  readonly gpuSource: PriceSource;
  readonly gpuRule: string;
  /** The node's pods are billed by what they request, and not the node by what it has. */
  readonly isByPod?: boolean;
  /** Sizes that requests of pods are rounded up to. */
  readonly podSteps?: PodSteps;
  /** A price in total was split. */
  readonly isSplit?: boolean;
}

/** A node as prices see it. */
export interface PricedNode extends PricedIdentity {
  readonly zone?: string;
  readonly capacityType: CapacityType;
  readonly cpuCores: number;
  readonly ramBytes: number;
  readonly gpus: number;
  /** What the source says that it costs, or null where it says nothing. */
  readonly reported: ReportedNodePrice | null;
  /** What Karpenter says that a machine like this costs for an hour; left out where it says nothing. */
  readonly karpenterPerHour?: number;
  /** As a machine where it is left out. */
  readonly billing?: NodeBilling;
}

/** In units of the currency. */
interface PartPrices {
  readonly cpu: number;
  readonly ram: number;
  readonly gpu: number;
}

/** A price in units of the currency, or in pico-units where it never was a float. */
type Amount = number | bigint;

/** Prices by part, and whether they hold for the GPUs too. */
interface Candidate {
  readonly cpu: Amount;
  readonly ram: Amount;
  readonly gpu: Amount;
  readonly source: PriceSource;
  readonly rule: string;
  readonly knowsGpu: boolean;
  readonly isByPod?: boolean;
  readonly podSteps?: PodSteps;
  readonly isSplit?: boolean;
}

/**
 * Chooses a node's rates: the closest custom price, else what the exporter says, each by part or as a total
 * that is split (`splitTotal`), else what Karpenter says, else what its cloud's list says, or an estimate by it, else the defaults, or nothing.
 */
export function nodeRates(node: PricedNode, hour: Instant, book: PricedBy): NodeRates {
  const defaults = defaultParts(node.capacityType, book);
  const byDefault: Candidate = unpricedCandidate(node, book) ?? {
    ...defaults,
    source: "default",
    rule: "default",
    knowsGpu: true,
  };
  const candidates = [
    customCandidate(node, { hour, defaults }, book),
    candidate(node, { defaults, price: node.reported, source: "exporter", rule: "exporter" }, book),
    karpenterCandidate(node, defaults, book),
    listCandidate(node, book),
    byDefault,
  ].filter((each) => each !== null);
  const chosen = candidates[0] ?? byDefault;
  const forGpu = candidates.find((each) => each.knowsGpu) ?? byDefault;
  const price = (kind: Discounted & keyof PartPrices, from: Candidate): Price =>
    discounted({ pico: picoOf(from[kind]), source: from.source, rule: from.rule }, kind, book.discounts);
  const [cpu, ram, gpu] = [price("cpu", chosen), price("ram", chosen), price("gpu", forGpu)];
  return {
    perCpuCorePico: cpu.pico,
    perRamGibPico: ram.pico,
    perGpuPico: gpu.pico,
    source: cpu.source,
    rule: cpu.rule === ram.rule ? cpu.rule : `CPU ${cpu.rule}, RAM ${ram.rule}`,
    gpuSource: gpu.source,
    gpuRule: gpu.rule,
    ...(chosen.isByPod === true && { isByPod: true }),
    ...(chosen.podSteps && { podSteps: chosen.podSteps }),
    ...(chosen.isSplit === true && { isSplit: true }),
  };
}

function picoOf(amount: Amount): bigint {
  return typeof amount === "bigint" ? amount : toPico(amount);
}

const HIGHEST_PICO = toPico(HIGHEST_PRICE);

/** What Karpenter knows of its cloud's prices is in dollars, and of whole machines. */
function karpenterCandidate(node: PricedNode, defaults: PartPrices, book: PricedBy): Candidate | null {
  const { karpenterPerHour: perNodeHour, capacityType, instanceType, billing } = node;
  if (perNodeHour === undefined || billing === "pods") return null;
  if (book.currency !== LIST_CURRENCY || hasOwnNodeDefaults(node, book)) return null;
  const rule = `Karpenter's estimate for ${instanceType}, ${capacityType}`;
  return candidate(node, { price: { perNodeHour }, defaults, source: "karpenter", rule }, book);
}

/** The lists' prices are in dollars. Nodes that are no machines have none, but for Fargate's, whose pods are paid for. */
function listCandidate(node: PricedNode, book: PricedBy): Candidate | null {
  const { lists = [], currency } = book;
  if (currency !== LIST_CURRENCY || hasOwnNodeDefaults(node, book)) return null;
  if (node.billing === "pods") return fargateCandidate(node, book);
  const rates = listRates(node, lists);
  if (!rates || [rates.cpu, rates.ram, rates.gpu].some((pico) => pico > HIGHEST_PICO)) return null;
  return rates;
}

/** Pods that a cloud runs without a machine of ours cost what its product costs: no default stands in for that. */
function unpricedCandidate(node: PricedNode, book: PricedBy): Candidate | null {
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

function fargateCandidate(node: PricedNode, { lists = [], defaults }: PricedBy): Candidate | null {
  const rates = fargateRates(node, lists);
  return rates && { ...rates, gpu: defaults.perGpuHour, source: "list", knowsGpu: false, isByPod: true };
}

function hasOwnNodeDefaults({ capacityType }: PricedNode, book: PriceBook): boolean {
  return capacityType === "spot"
    ? hasOwnDefault(book, "perSpotCpuCoreHour", "perSpotRamGibHour")
    : hasOwnDefault(book, "perCpuCoreHour", "perRamGibHour");
}

function defaultParts(capacityType: CapacityType, { defaults }: PriceBook): PartPrices {
  return capacityType === "spot"
    ? { cpu: defaults.perSpotCpuCoreHour, ram: defaults.perSpotRamGibHour, gpu: defaults.perGpuHour }
    : { cpu: defaults.perCpuCoreHour, ram: defaults.perRamGibHour, gpu: defaults.perGpuHour };
}

function customCandidate(
  node: PricedNode,
  { hour, defaults }: { readonly hour: Instant; readonly defaults: PartPrices },
  book: PricedBy,
): Candidate | null {
  const closest = closestNodeRule(node, hour, book.rules);
  if (!closest) return null;
  const origin = { source: "custom", rule: nodeRuleText(closest) } as const;
  return byPod(closest, defaults, origin) ?? candidate(node, { defaults, price: closest, ...origin }, book);
}

type Origin = Pick<Candidate, "source" | "rule">;

/** A rule that prices the pods of its nodes, each by what it requests. */
function byPod(rule: NodeRule, defaults: PartPrices, { source, rule: text }: Origin): Candidate | null {
  const { perPodCpuCoreHour: cpu, perPodRamGibHour: ram, perGpuHour: gpu, podSteps } = rule;
  if (cpu === undefined || ram === undefined) return null;
  const prices = { cpu, ram, gpu: gpu ?? defaults.gpu, knowsGpu: gpu !== undefined };
  return { ...prices, source, rule: `${text}, by pod`, isByPod: true, ...(podSteps && { podSteps }) };
}

interface StatedPrice extends Origin {
  readonly price: ReportedNodePrice | null;
  readonly defaults: PartPrices;
}

function candidate(
  node: PricedNode,
  { price, defaults, ...origin }: StatedPrice,
  book: PricedBy,
): Candidate | null {
  if (!price) return null;

  const { perCpuCoreHour: cpu, perRamGibHour: ram, perGpuHour: gpu, perNodeHour } = price;
  if (cpu !== undefined && ram !== undefined) {
    return { cpu, ram, gpu: gpu ?? defaults.gpu, knowsGpu: gpu !== undefined, ...origin };
  }
  if (perNodeHour === undefined) return null;
  const weights = partWeights(node, defaults, book);
  const listed = weights.isStated ? null : listedParts(node, book.lists ?? []);
  const split = splitTotal(node, toPico(perNodeHour), { listed, weights });
  const { source, rule } = origin;
  return split && { ...split, knowsGpu: true, isSplit: true, source, rule: `${rule}, total split` };
}

/** What parts are worth beside each other: as a book's own default prices say, else as machines of its kind cost, else as is usual. */
function partWeights(node: PricedNode, defaults: PartPrices, book: PricedBy): PartWeights {
  const isStated = hasOwnNodeDefaults(node, book) || hasOwnDefault(book, "perGpuHour");
  const gpu = toPico(defaults.gpu);
  return isStated
    ? { cpu: toPico(defaults.cpu), ram: toPico(defaults.ram), gpu, isStated }
    : { ...(hostOf(node, book) ?? USUAL_HOST), gpu, isStated };
}

const PICO_PER_NANO = 1_000n;

function hostOf(node: PricedNode, { lists = [] }: PricedBy): Pick<PartWeights, "cpu" | "ram"> | null {
  const host = listedHost(node, lists);
  return host && { cpu: host.cpuNano * PICO_PER_NANO, ram: host.ramNano * PICO_PER_NANO };
}
