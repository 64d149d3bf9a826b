import type { Instant } from "@kubecent/shared";
import { isOnNode, meansIn } from "../volumes/volume-kinds.ts";
import { type Discounted, discounted, type PriceBook } from "./price-book.ts";
import { type Price, toPico } from "./price.ts";
import { type PriceRule, rulesAt } from "./price-rule.ts";

/** Why a volume on a disk of its node costs nothing. */
const ON_NODE = "in the price of its node";

/** A volume as prices see it; `reported` is what the source says a GiB-hour costs, or null. */
export interface PricedVolume {
  readonly name: string;
  readonly providerId: string;
  readonly storageClass: string;
  readonly reported: number | null;
}

/**
 * What a GiB-hour of a volume costs: by its provider id, its name, its storage class, how it is attached, then
 * any volume. One on a disk of its node costs nothing unless a rule names it: the node's price holds the disk.
 */
export function volumePrice(volume: PricedVolume, hour: Instant, book: PriceBook): Price {
  const { driver, handle } = meansIn(volume.providerId);
  const wanted = [
    { field: "providerId", value: volume.providerId, text: "provider id" },
    { field: "providerId", value: driver === "" ? "" : handle, text: "provider id" },
    { field: "volume", value: volume.name, text: "volume" },
    { field: "storageClass", value: volume.storageClass, text: "storage class" },
    { field: "driver", value: driver, text: "driver" },
  ] as const;
  const rules = rulesAt(book.rules, "volume", hour);
  for (const { field, value, text } of wanted) {
    const rule = value === "" ? undefined : rules.find(({ match }) => match[field] === value);
    if (rule) return custom(rule.perGibHour, `${text} ${value}`);
  }
  if (isOnNode(volume.providerId)) return { pico: 0n, source: "default", rule: ON_NODE };
  const any = rules.find(({ match }) => Object.keys(match).length === 0);
  if (any) return custom(any.perGibHour, "every volume");
  return listPrice(
    { kind: "volume", reported: volume.reported, byDefault: book.defaults.perVolumeGibHour },
    book,
  );
}

interface PricedLoadBalancer {
  readonly namespace: string;
  readonly service: string;
  readonly reported: number | null;
}

/** What a load balancer's hour costs: by its service, its namespace, then any load balancer. */
export function loadBalancerPrice(
  { namespace, service, reported }: PricedLoadBalancer,
  hour: Instant,
  book: PriceBook,
): Price {
  const rules = rulesAt(book.rules, "loadBalancer", hour).filter(
    ({ match }) => (match.namespace ?? namespace) === namespace && (match.service ?? service) === service,
  );
  const [rule] = rules.toSorted((a, b) => Object.keys(b.match).length - Object.keys(a.match).length);
  if (rule) return custom(rule.perHour, loadBalancerText(rule));
  return listPrice({ kind: "loadBalancer", reported, byDefault: book.defaults.perLoadBalancerHour }, book);
}

function loadBalancerText({ match }: Extract<PriceRule, { kind: "loadBalancer" }>): string {
  if (match.service !== undefined) return `service ${match.namespace ?? "*"}/${match.service}`;
  return match.namespace === undefined ? "every load balancer" : `namespace ${match.namespace}`;
}

/** What a GiB of traffic costs by how far it goes. */
export function networkPrice(
  { reach, reported }: { readonly reach: "zone" | "region" | "internet"; readonly reported: number | null },
  hour: Instant,
  book: PriceBook,
): Price {
  const rule = rulesAt(book.rules, "network", hour).find(({ match }) => match.reach === reach);
  if (rule) return custom(rule.perGib, `network ${reach}`);
  const { perZoneGib: zone, perRegionGib: region, perInternetGib: internet } = book.defaults;
  return listPrice({ kind: "network", reported, byDefault: { zone, region, internet }[reach] }, book);
}

/** What an hour of the cluster itself costs; nothing where neither book nor source knows of a fee. */
export function feePrice(reported: number | null, hour: Instant, book: PriceBook): Price {
  const [rule] = rulesAt(book.rules, "fee", hour);
  return rule
    ? custom(rule.perHour, "cluster fee")
    : listPrice({ kind: "fee", reported, byDefault: 0 }, book);
}

function custom(price: number, rule: string): Price {
  return { pico: toPico(price), source: "custom", rule };
}

interface ListPrice {
  readonly kind: Discounted;
  readonly reported: number | null;
  readonly byDefault: number;
}

/** The reported price, or the default one, less its discount. */
function listPrice({ kind, reported, byDefault }: ListPrice, book: PriceBook): Price {
  const price: Price =
    reported === null
      ? { pico: toPico(byDefault), source: "default", rule: "default" }
      : { pico: toPico(reported), source: "exporter", rule: "exporter" };
  return discounted(price, kind, book.discounts);
}
