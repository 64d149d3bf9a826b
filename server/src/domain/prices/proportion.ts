import type { Instant } from "@kubecent/shared";
import { BYTES_PER_GIB } from "../units.ts";
import type { PricedNode } from "./priced-node.ts";
import { closestNodeRule, nodeRuleText } from "./price-rule.ts";
import type { DefaultPrices, PriceBook } from "./price-book.ts";

/**
 * Roughly how many units of a currency a dollar is, for those of which it is more than five. It tells a slip of a hundred times
 * from a weak currency, and nothing is ever converted with it.
 */
const UNITS_PER_DOLLAR: Readonly<Record<string, number>> = {
  AMD: 400,
  ARS: 1_000,
  BDT: 110,
  CLP: 900,
  COP: 4_000,
  CRC: 500,
  CZK: 23,
  DKK: 7,
  DZD: 135,
  EGP: 45,
  ETB: 100,
  HKD: 8,
  HUF: 360,
  IDR: 16_000,
  INR: 85,
  IQD: 1_300,
  IRR: 500_000,
  ISK: 135,
  JPY: 150,
  KES: 130,
  KHR: 4_000,
  KRW: 1_350,
  KZT: 480,
  LAK: 20_000,
  LBP: 90_000,
  LKR: 300,
  MAD: 10,
  MMK: 2_100,
  MNT: 3_400,
  MXN: 18,
  NGN: 1_500,
  NOK: 10,
  NPR: 135,
  PHP: 57,
  PKR: 280,
  PYG: 7_500,
  RSD: 108,
  RUB: 90,
  RWF: 1_300,
  SEK: 10,
  THB: 35,
  TRY: 35,
  TWD: 32,
  TZS: 2_600,
  UAH: 41,
  UGX: 3_700,
  UYU: 40,
  UZS: 12_500,
  VND: 25_000,
  XAF: 600,
  XOF: 600,
  ZAR: 18,
};

/** What a price in dollars is in a currency, give or take a few times. */
export function roughlyIn(currency: string, dollars: number): number {
  return dollars * (UNITS_PER_DOLLAR[currency] ?? 1);
}

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
