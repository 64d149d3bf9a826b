import type { Instant, PriceSource } from "@kubecent/shared";
import type { ReportedNodePrice } from "../observation.ts";
import { BYTES_PER_GIB } from "../units.ts";
import { type Discounted, discounted, type PriceBook } from "./price-book.ts";
import { HIGHEST_PRICE, type Price, toPico } from "./price.ts";
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
}

/** A node as prices see it. */
export interface PricedNode extends PricedIdentity {
  readonly spot: boolean;
  readonly cpuCores: number;
  readonly ramBytes: number;
  readonly gpus: number;
  /** What the source says that it costs, or null where it says nothing. */
  readonly reported: ReportedNodePrice | null;
}

interface PartPrices {
  readonly cpu: number;
  readonly ram: number;
  readonly gpu: number;
}

/** Prices by part, and whether they hold for the GPUs too. */
interface Candidate extends PartPrices {
  readonly source: PriceSource;
  readonly rule: string;
  readonly knowsGpu: boolean;
  readonly isByPod?: boolean;
  readonly podSteps?: PodSteps;
}

/**
 * Chooses a node's rates: the closest custom price, else what the exporter says, each by part or as a total
 * that is split by the defaults' proportion, else the defaults.
 */
export function nodeRates(node: PricedNode, hour: Instant, book: PriceBook): NodeRates {
  const defaults = defaultParts(node.spot, book);
  const byDefault: Candidate = { ...defaults, source: "default", rule: "default", knowsGpu: true };
  const candidates = [
    customCandidate(node, closestNodeRule(node, hour, book.rules), defaults),
    candidate(node, defaults, { price: node.reported, source: "exporter", rule: "exporter" }),
    byDefault,
  ].filter((each) => each !== null);
  const chosen = candidates[0] ?? byDefault;
  const forGpu = candidates.find((each) => each.knowsGpu) ?? byDefault;
  const price = (kind: Discounted & keyof PartPrices, from: Candidate): Price =>
    discounted({ pico: toPico(from[kind]), source: from.source, rule: from.rule }, kind, book.discounts);
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
  };
}

function defaultParts(spot: boolean, { defaults }: PriceBook): PartPrices {
  return spot
    ? { cpu: defaults.perSpotCpuCoreHour, ram: defaults.perSpotRamGibHour, gpu: defaults.perGpuHour }
    : { cpu: defaults.perCpuCoreHour, ram: defaults.perRamGibHour, gpu: defaults.perGpuHour };
}

function customCandidate(
  node: PricedNode,
  closest: NodeRule | undefined,
  defaults: PartPrices,
): Candidate | null {
  if (!closest) return null;
  const origin = { source: "custom", rule: nodeRuleText(closest) } as const;
  return byPod(closest, defaults, origin) ?? candidate(node, defaults, { price: closest, ...origin });
}

type Origin = Pick<Candidate, "source" | "rule">;

/** A rule that prices the pods of its nodes, each by what it requests. */
function byPod(rule: NodeRule, defaults: PartPrices, { source, rule: text }: Origin): Candidate | null {
  const { perPodCpuCoreHour: cpu, perPodRamGibHour: ram, perGpuHour: gpu, podSteps } = rule;
  if (cpu === undefined || ram === undefined) return null;
  const prices = { cpu, ram, gpu: gpu ?? defaults.gpu, knowsGpu: gpu !== undefined };
  return { ...prices, source, rule: `${text}, by pod`, isByPod: true, ...(podSteps && { podSteps }) };
}

function candidate(
  node: PricedNode,
  defaults: PartPrices,
  { price, ...origin }: Origin & { readonly price: ReportedNodePrice | null },
): Candidate | null {
  if (!price) return null;

  const { perCpuCoreHour: cpu, perRamGibHour: ram, perGpuHour: gpu, perNodeHour } = price;
  if (cpu !== undefined && ram !== undefined) {
    return { cpu, ram, gpu: gpu ?? defaults.gpu, knowsGpu: gpu !== undefined, ...origin };
  }
  const split = perNodeHour === undefined ? null : splitTotal(node, perNodeHour, defaults);
  return split && { ...split, knowsGpu: true, source: origin.source, rule: `${origin.rule}, total split` };
}

/** A total without parts is split so that CPU, RAM and GPU keep the proportion of the default prices. */
function splitTotal(node: PricedNode, perNodeHour: number, defaults: PartPrices): PartPrices | null {
  const ramGib = node.ramBytes / BYTES_PER_GIB;
  const atDefaults = node.cpuCores * defaults.cpu + ramGib * defaults.ram + node.gpus * defaults.gpu;
  if (atDefaults <= 0) return null;

  const factor = perNodeHour / atDefaults;
  const parts = { cpu: defaults.cpu * factor, ram: defaults.ram * factor, gpu: defaults.gpu * factor };
  // A node of nearly no size would make its parts dearer than anything: its total says nothing about them.
  const isTiny = perNodeHour <= HIGHEST_PRICE && Math.max(parts.cpu, parts.ram, parts.gpu) > HIGHEST_PRICE;
  return isTiny ? null : parts;
}
