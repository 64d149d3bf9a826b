import type { Instant } from "@kubecent/shared";
import { type ListRates, listRates, type PriceLists } from "../prices/list/list-price.ts";
import { DEFAULT_PRICE_BOOK } from "../prices/price-book.ts";
import { BYTES_PER_GIB } from "../units.ts";
import type { MeasuredNode } from "./measured-hour.ts";
import { priceThings } from "./price-things.ts";

/** What an hour of a type costs on demand by the exporter and by its cloud's list, in US dollars, as a mean of its nodes. */
export interface TypeComparison {
  readonly instanceType: string;
  readonly region: string;
  readonly nodes: number;
  readonly reported: number;
  readonly listed: number;
  /** How much the exporter's price is above the list's, as a share of this. */
  readonly difference: number;
}

/** Compares both where they speak of the same node, on demand; by type and region, the largest difference first. */
export function compareWithList(
  { nodes, hour }: { readonly nodes: readonly MeasuredNode[]; readonly hour: Instant },
  lists: PriceLists,
): TypeComparison[] {
  const known = nodes.filter(
    ({ reported, capacityType }) => reported !== null && capacityType === "on-demand",
  );
  const told = priceThings({ hour, nodes: known, assets: [] }, DEFAULT_PRICE_BOOK);
  const both = known.flatMap((node, index) => {
    const byExporter = told[index];
    const rates = listRates(node, lists);
    if (byExporter?.source !== "exporter" || rates?.source !== "list") return [];
    return [{ node, reported: byExporter.price, listed: hourOf(node, rates) }];
  });
  const groups = Map.groupBy(both, ({ node }) => `${node.instanceType} ${node.region}`);
  return [...groups.values()]
    .flatMap((group) => comparison(group))
    .toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}

const PICO = 1e12;

/** What a whole node costs for an hour, in dollars. */
function hourOf({ cpuCores, ramBytes, gpus }: MeasuredNode, { cpu, ram, gpu }: ListRates): number {
  return (cpuCores * Number(cpu) + (ramBytes / BYTES_PER_GIB) * Number(ram) + gpus * Number(gpu)) / PICO;
}

interface TwicePriced {
  readonly node: MeasuredNode;
  readonly reported: number;
  readonly listed: number;
}

function comparison(group: readonly TwicePriced[]): TypeComparison[] {
  const [first] = group;
  if (!first) return [];
  const { instanceType, region } = first.node;
  const reported = group.reduce((sum, each) => sum + each.reported, 0) / group.length;
  const listed = group.reduce((sum, each) => sum + each.listed, 0) / group.length;
  return [{ instanceType, region, nodes: group.length, reported, listed, difference: reported / listed - 1 }];
}
