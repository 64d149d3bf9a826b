import type { Instant } from "@kubecent/shared";
import { BYTES_PER_GIB } from "../units.ts";
import { roughlyIn } from "./currency-scale.ts";
import type { PricedNode } from "./node-rates.ts";
import { closestNodeRule, nodeRuleText } from "./price-rule.ts";
import type { DefaultPrices, PriceBook } from "./price-book.ts";

/** A price further from its default than this, up or down, is taken for a slip. */
const PROPORTION = 100;
/** No node costs less or more dollars an hour: an hour of the dearest is some hundreds, a month of the cheapest a few. */
const NODE_DOLLARS = { least: 0.0002, most: 1_000 };
/** What providers take for a cluster's hour. */
const USUAL_FEE_DOLLARS = 0.1;

/** More than a hundred times the usual, or less than a hundredth. Zero is free, and never a slip. */
export function isOutOfProportion(price: number, usual: number): boolean {
  return price > 0 && usual > 0 && (price > usual * PROPORTION || price < usual / PROPORTION);
}

/** The least and most that a node of any size may cost an hour in a book's currency. */
export function nodeBounds(currency: string): { readonly least: number; readonly most: number } {
  return { least: roughlyIn(currency, NODE_DOLLARS.least), most: roughlyIn(currency, NODE_DOLLARS.most) };
}

/** What a cluster's hour usually costs in a book's currency. */
export function usualFee(currency: string): number {
  return roughlyIn(currency, USUAL_FEE_DOLLARS);
}

/**
 * Why a node's total price is a slip, now that its size is known: more than a hundred times what its parts cost by default.
 * Null where it may be meant. A node of less than a core and a GiB counts as one of these.
 */
export function nodeSlip(node: PricedNode, hour: Instant, book: PriceBook): string | null {
  const rule = closestNodeRule(node, hour, book.rules);
  if (!rule || rule.confirmed || rule.perNodeHour === undefined) return null;

  const usual = usualNodePrice(node, book.defaults);
  if (rule.perNodeHour <= usual * PROPORTION) return null;
  return (
    `${nodeRuleText(rule)}: perNodeHour is ${rule.perNodeHour}, but node ${node.name} with ${node.cpuCores} cores and ` +
    `${round(node.ramBytes / BYTES_PER_GIB)} GiB costs ${round(usual)} by default; is it a month's price? ` +
    `Correct it, or write "confirmed": true if it is meant`
  );
}

function usualNodePrice({ cpuCores, ramBytes, gpus }: PricedNode, defaults: DefaultPrices): number {
  const [cores, ramGib] = [Math.max(1, cpuCores), Math.max(1, ramBytes / BYTES_PER_GIB)];
  return cores * defaults.perCpuCoreHour + ramGib * defaults.perRamGibHour + gpus * defaults.perGpuHour;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** Prices of a book that are slips for the nodes that they meet. */
export class PriceSlipError extends Error {
  constructor(book: string, slips: readonly string[]) {
    super(
      `The price book ${book} prices nodes out of all proportion:\n${slips.map((slip) => `  - ${slip}`).join("\n")}`,
    );
    this.name = "PriceSlipError";
  }
}
