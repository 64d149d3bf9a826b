import type { Instant, PriceSource } from "@kubecent/shared";
import { chooseCandidates } from "./node-candidates.ts";
import type { PodSteps } from "./pod-steps.ts";
import { type Discounted, discounted, type PricedBy } from "./price-book.ts";
import { type Price, toPico } from "./price.ts";
import type { PricedNode } from "./priced-node.ts";
import type { Amount, Candidate, PartPrices } from "./stated-price.ts";

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

/**
 * Chooses a node's rates: the closest custom price, else what the exporter says, each by part or as a total
 * that is split (`splitTotal`), else what Karpenter says, else what its cloud's list says, or an estimate by it, else the defaults, or nothing.
 */
export function nodeRates(node: PricedNode, hour: Instant, book: PricedBy): NodeRates {
  const [chosen, forGpu] = chooseCandidates(node, { hour, book });
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
