import { DEFAULT_PRICE_BOOK, type PriceBook } from "./price-book.ts";
import { isOutOfProportion, nodeBounds, roughlyIn, usualFee } from "./proportion.ts";
import { nodeRuleText, type PriceRule } from "./price-rule.ts";

/** All that is wrong with a book beyond its form; `givenDefaults` names those that it brings itself: each names what was found and what to do. */
export function bookFaults(book: PriceBook, givenDefaults: readonly string[]): string[] {
  return [
    ...currencyFaults(book, givenDefaults),
    ...defaultFaults(book, givenDefaults),
    ...book.rules.flatMap((rule) => ruleFaults(rule, book)),
    ...clashes(book),
  ];
}

/** The built-in defaults are dollars: a book in another currency has to bring its own. */
function currencyFaults({ currency }: PriceBook, given: readonly string[]): string[] {
  if (currency === DEFAULT_PRICE_BOOK.currency) return [];

  const missing = Object.keys(DEFAULT_PRICE_BOOK.defaults).filter((name) => !given.includes(name));
  return missing.length === 0
    ? []
    : [`defaults: ${missing.join(", ")} must be given in ${currency}; the built-in ones are in USD`];
}

/** Defaults are what other prices are measured by: they are measured by the built-in ones. */
function defaultFaults({ currency, defaults }: PriceBook, given: readonly string[]): string[] {
  const builtIn = new Map(Object.entries(DEFAULT_PRICE_BOOK.defaults));
  return Object.entries(defaults).flatMap(([name, price]) => {
    const usual = roughlyIn(currency, builtIn.get(name) ?? 0);
    if (!given.includes(name) || !isOutOfProportion(price, usual)) return [];
    return [`defaults: ${name} is ${price}, but ${usual} ${currency} or so is usual; correct it`];
  });
}

function ruleFaults(rule: PriceRule, { currency, defaults }: PriceBook): string[] {
  const { validFrom, validTo } = rule;
  const order =
    validFrom !== null && validTo !== null && validFrom >= validTo
      ? [`${ruleText(rule)}: validTo must come after validFrom`]
      : [];
  if (rule.confirmed) return order;
  return [
    ...order,
    ...nodeTotalFaults(rule, currency),
    ...pricesOf(rule, { currency, defaults })
      .filter(({ price, usual }) => isOutOfProportion(price, usual))
      .map(
        ({ field, price, usual }) =>
          `${ruleText(rule)}: ${field} is ${price}, but ${rule.kind === "fee" ? "usual" : "the default"} is ${usual}; ` +
          `correct it, or write "confirmed": true if it is meant`,
      ),
  ];
}

/** A node's size is known when it is priced; but no node of any size costs less or more than this. */
function nodeTotalFaults(rule: PriceRule, currency: string): string[] {
  const { least, most } = nodeBounds(currency);
  if (rule.kind !== "node" || !rule.perNodeHour || (rule.perNodeHour >= least && rule.perNodeHour <= most))
    return [];
  return [
    `${ruleText(rule)}: perNodeHour is ${rule.perNodeHour}, but a node's hour costs between ${least} and ${most} ${currency}; ` +
      `correct it, or write "confirmed": true if it is meant`,
  ];
}

interface StatedPrice {
  readonly field: string;
  readonly price: number;
  readonly usual: number;
}

/** A node's prices by part or by pod, with the default that each is compared with. */
const NODE_PRICES = [
  ["perCpuCoreHour", "perCpuCoreHour"],
  ["perRamGibHour", "perRamGibHour"],
  ["perGpuHour", "perGpuHour"],
  ["perPodCpuCoreHour", "perCpuCoreHour"],
  ["perPodRamGibHour", "perRamGibHour"],
] as const;

function pricesOf(
  rule: PriceRule,
  { currency, defaults }: Pick<PriceBook, "currency" | "defaults">,
): StatedPrice[] {
  switch (rule.kind) {
    case "node":
      return NODE_PRICES.flatMap(([field, usual]) => {
        const price = rule[field];
        return price === undefined ? [] : [{ field, price, usual: defaults[usual] }];
      });
    case "volume":
      return [{ field: "perGibHour", price: rule.perGibHour, usual: defaults.perVolumeGibHour }];
    case "loadBalancer":
      return [{ field: "perHour", price: rule.perHour, usual: defaults.perLoadBalancerHour }];
    case "network": {
      const { perZoneGib: zone, perRegionGib: region, perInternetGib: internet } = defaults;
      return [{ field: "perGib", price: rule.perGib, usual: { zone, region, internet }[rule.match.reach] }];
    }
    case "fee":
      return [{ field: "perHour", price: rule.perHour, usual: usualFee(currency) }];
  }
}

/** Two rules about the same things at the same time would leave the price to their order. */
function clashes({ rules }: PriceBook): string[] {
  const bySubject = Map.groupBy(rules, (rule) => JSON.stringify([rule.kind, rule.match]));
  return [...bySubject.values()].flatMap((same) =>
    same.flatMap((rule, index) =>
      same
        .slice(index + 1)
        .filter((other) => overlaps(rule, other))
        .map(
          () =>
            `${ruleText(rule)}: is priced twice for the same time; give each price its validFrom and validTo`,
        ),
    ),
  );
}

function overlaps(a: PriceRule, b: PriceRule): boolean {
  return startOf(a) < endOf(b) && startOf(b) < endOf(a);
}

function startOf({ validFrom }: PriceRule): number {
  return validFrom ?? Number.NEGATIVE_INFINITY;
}

function endOf({ validTo }: PriceRule): number {
  return validTo ?? Number.POSITIVE_INFINITY;
}

/** A rule in words, for messages about it. */
export function ruleText(rule: PriceRule): string {
  if (rule.kind === "node") return nodeRuleText(rule);
  const match = Object.entries(rule.match).map(([name, value]) => `${name} ${value}`);
  return [rule.kind, ...match].join(" ");
}
