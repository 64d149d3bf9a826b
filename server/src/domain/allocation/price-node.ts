import type { Instant, PriceSource } from "@kubecent/shared";
import { nodeRates, type NodeRates } from "../prices/node-rates.ts";
import type { PriceBook } from "../prices/price-book.ts";
import type { CostRow, NodeCosts, Parts } from "./hour-costs.ts";
import type { MeasuredNode } from "./measured-hour.ts";
import type { Measure } from "./measures.ts";
import { pricePods } from "./price-pods.ts";
import { costNano } from "../prices/price.ts";

interface PricedNode {
  readonly costs: NodeCosts;
  readonly rows: readonly CostRow[];
}

/** The parts of a node, and the measure that holds what a row took of each. */
const PARTS = {
  cpu: { taken: "cpuNanoCoreHours", price: "perCpuCorePico" },
  ram: { taken: "ramNanoGibHours", price: "perRamGibPico" },
  gpu: { taken: "gpuNanoHours", price: "perGpuPico" },
} as const satisfies Record<keyof Parts, { taken: Measure; price: keyof NodeRates }>;

type PricedParts = Readonly<Record<keyof Parts, PricedPart>>;

/** Bills a node's rows at the node's own rates, and what was free of it as idle. */
export function priceNode(
  node: MeasuredNode,
  rows: readonly CostRow[],
  { hour, book }: { readonly hour: Instant; readonly book: PriceBook },
): PricedNode {
  const rates = nodeRates(node, hour, book);
  const price = (part: keyof Parts): PricedPart =>
    pricePart(
      {
        seen: node.seenHours[part],
        unobserved: node.unobservedHours[part],
        pricePico: rates[PARTS[part].price],
      },
      rows.map((row) => row.measures[PARTS[part].taken]),
    );
  const { cpu, ram } =
    rates.isByPod === true ? pricePods(rows, rates) : { cpu: price("cpu"), ram: price("ram") };
  const parts: PricedParts = { cpu, ram, gpu: price("gpu") };
  return {
    costs: nodeCosts(node, rates, parts),
    rows: rows.map((row, index) => pricedRow(row, parts, index, rates)),
  };
}

function nodeCosts(node: MeasuredNode, rates: NodeRates, parts: PricedParts): NodeCosts {
  const pick = (figure: Exclude<keyof PricedPart, "costs">): Parts => ({
    cpu: parts.cpu[figure],
    ram: parts.ram[figure],
    gpu: parts.gpu[figure],
  });
  return {
    ...node,
    rates,
    asset: pick("assetNano"),
    allocated: pick("allocatedNano"),
    idle: pick("idleNano"),
    unobserved: pick("unobservedNano"),
  };
}

function pricedRow(row: CostRow, parts: PricedParts, index: number, rates: NodeRates): CostRow {
  const cpuNano = parts.cpu.costs[index] ?? 0n;
  const ramNano = parts.ram.costs[index] ?? 0n;
  const gpuNano = parts.gpu.costs[index] ?? 0n;
  const pricedBy = (source: PriceSource): bigint =>
    (rates.source === source ? cpuNano + ramNano : 0n) + (rates.gpuSource === source ? gpuNano : 0n);
  return {
    ...row,
    measures: {
      ...row.measures,
      cpuNano,
      ramNano,
      gpuNano,
      customNano: pricedBy("custom"),
      defaultNano: pricedBy("default"),
    },
  };
}

/** One part of a node (its CPU, RAM or GPUs) over a stretch of minutes with one price. */
export interface NodePart {
  /** Capacity × seen time, in nano-hours. */
  readonly seen: bigint;
  /** Capacity × time that nobody saw, in nano-hours. */
  readonly unobserved: bigint;
  readonly pricePico: bigint;
}

export interface PricedPart {
  /** What each container is billed, in the order given, in nano-units of money. */
  readonly costs: readonly bigint[];
  readonly assetNano: bigint;
  readonly allocatedNano: bigint;
  readonly idleNano: bigint;
  readonly unobservedNano: bigint;
}

/**
 * Prices one part of a node. Asset, allocations, idle and unobserved are each reckoned from their own
 * quantity; they may differ only by what was rounded down, less than a nano a figure, and that goes to idle.
 * Throws when they differ by more: then a figure is wrong, and no hour is better than a wrong one.
 */
export function pricePart(part: NodePart, taken: readonly bigint[]): PricedPart {
  const costs = taken.map((quantity) => costNano(quantity, part.pricePico));
  const takenNanoHours = taken.reduce((sum, quantity) => sum + quantity, 0n);
  const allocatedNano = costs.reduce((sum, cost) => sum + cost, 0n);

  const assetNano = costNano(part.seen + part.unobserved, part.pricePico);
  const unobservedNano = costNano(part.unobserved, part.pricePico);
  const freeNano = costNano(part.seen - takenNanoHours, part.pricePico);
  const residueNano = assetNano - unobservedNano - allocatedNano - freeNano;
  if (residueNano < 0n || residueNano > BigInt(costs.length + 2)) {
    throw new Error(`A node does not close: ${residueNano} nano left over from ${costs.length} containers`);
  }
  return { costs, assetNano, allocatedNano, idleNano: freeNano + residueNano, unobservedNano };
}
