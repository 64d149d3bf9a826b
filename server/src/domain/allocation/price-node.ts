import type { Instant, PriceSource } from "@kubecent/shared";
import type { Finding } from "../findings/finding.ts";
import { MINUTES_PER_HOUR } from "../observation.ts";
import { nodeRates, type NodeRates } from "../prices/node-rates.ts";
import type { PricedBy } from "../prices/price-book.ts";
import type { CostRow, NodeCosts, Parts } from "./hour-costs.ts";
import type { MeasuredNode } from "./measured-hour.ts";
import type { Measure } from "./measures.ts";
import { type PricedPart, pricePart } from "./price-part.ts";
import { pricePods } from "./price-pods.ts";

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
  { hour, book }: { readonly hour: Instant; readonly book: PricedBy },
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
    rows: rows.map((row, index) => pricedRow(row, costsAt(parts, index), rates)),
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

/** What the row at a place is billed for each part. */
function costsAt({ cpu, ram, gpu }: PricedParts, index: number): Parts {
  return { cpu: cpu.costs[index] ?? 0n, ram: ram.costs[index] ?? 0n, gpu: gpu.costs[index] ?? 0n };
}

function pricedRow(
  row: CostRow,
  { cpu: cpuNano, ram: ramNano, gpu: gpuNano }: Parts,
  rates: NodeRates,
): CostRow {
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
      karpenterNano: pricedBy("karpenter"),
      listNano: pricedBy("list"),
      estimateNano: pricedBy("estimate"),
      defaultNano: pricedBy("default"),
      unpricedNanoCoreHours: rates.source === "none" ? row.measures.cpuNanoCoreHours : 0n,
    },
  };
}

const UNPRICED = "node_unpriced";

/** The findings of an hour, with those of its nodes that have no price; priced anew, an hour has them anew. */
export function withUnpriced(findings: readonly Finding[], nodes: readonly NodeCosts[]): readonly Finding[] {
  const unpriced = nodes.filter(({ rates }) => rates.source === "none");
  const others = findings.filter(({ code }) => code !== UNPRICED);
  if (unpriced.length === 0) return others;
  const byName = new Map(unpriced.map(({ name, rates }) => [name, rates.rule]));
  const found = [...byName].map(([name, detail]): Finding => {
    return { code: UNPRICED, subject: { kind: "node", name }, minutes: MINUTES_PER_HOUR, detail };
  });
  return [...others, ...found];
}
