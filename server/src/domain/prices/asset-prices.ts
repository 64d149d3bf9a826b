import type { Instant } from "@kubecent/shared";
import { isOnNode, meansIn } from "../volumes/volume-kinds.ts";
import {
  type DefaultPrices,
  type Discounted,
  discounted,
  hasOwnDefault,
  type PricedBy,
} from "./price-book.ts";
import { listedFee, listedRate, unpricedFee } from "./list/asset-list-price.ts";
import { LIST_CURRENCY, type PriceLists } from "./list/list-price.ts";
import type { NodePlace } from "./list/node-place.ts";
import { listedVolumePrice } from "./list/volume-list-price.ts";
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
  /** Where it stands, where that is known. */
  readonly place?: NodePlace | null;
}

/**
 * What a GiB-hour of a volume costs: by its provider id, its name, its storage class, how it is attached, then
 * any volume; then by the exporter, its cloud's list, the defaults. One on a disk of its node costs nothing unless a rule names it: the node's price holds the disk.
 */
export function volumePrice(volume: PricedVolume, hour: Instant, book: PricedBy): Price {
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
  const { reported, place = null } = volume;
  return listPrice({ kind: "volume", reported, byDefault: "perVolumeGibHour" }, book, (lists) =>
    listedVolumePrice({ ...volume, place }, lists),
  );
}

interface PricedLoadBalancer {
  readonly namespace: string;
  readonly service: string;
  readonly reported: number | null;
  readonly place?: NodePlace | null;
}

/** What a load balancer's hour costs: by its service, its namespace, then any load balancer. */
export function loadBalancerPrice(
  { namespace, service, reported, place = null }: PricedLoadBalancer,
  hour: Instant,
  book: PricedBy,
): Price {
  const rules = rulesAt(book.rules, "loadBalancer", hour).filter(
    ({ match }) => (match.namespace ?? namespace) === namespace && (match.service ?? service) === service,
  );
  const [rule] = rules.toSorted((a, b) => Object.keys(b.match).length - Object.keys(a.match).length);
  if (rule) return custom(rule.perHour, loadBalancerText(rule));
  return listPrice({ kind: "loadBalancer", reported, byDefault: "perLoadBalancerHour" }, book, (lists) =>
    listedRate("load-balancer", place, lists),
  );
}

function loadBalancerText({ match }: Extract<PriceRule, { kind: "loadBalancer" }>): string {
  if (match.service !== undefined) return `service ${match.namespace ?? "*"}/${match.service}`;
  return match.namespace === undefined ? "every load balancer" : `namespace ${match.namespace}`;
}

/** How traffic by how far it goes is priced. */
const REACHES = {
  zone: { byDefault: "perZoneGib", rate: "traffic-zone" },
  region: { byDefault: "perRegionGib", rate: null },
  internet: { byDefault: "perInternetGib", rate: "traffic-internet" },
} as const;

interface PricedTraffic {
  readonly reach: keyof typeof REACHES;
  readonly reported: number | null;
  readonly place?: NodePlace | null;
}

/** What a GiB of traffic costs by how far it goes. */
export function networkPrice(
  { reach, reported, place = null }: PricedTraffic,
  hour: Instant,
  book: PricedBy,
): Price {
  const rule = rulesAt(book.rules, "network", hour).find(({ match }) => match.reach === reach);
  if (rule) return custom(rule.perGib, `network ${reach}`);
  const { byDefault, rate } = REACHES[reach];
  return listPrice({ kind: "network", reported, byDefault }, book, (lists) =>
    rate === null ? null : listedRate(rate, place, lists),
  );
}

/** What an hour of the cluster itself costs; nothing where neither book nor source knows of a fee, nor a list what runs it. */
export function feePrice(
  { reported, platform = "" }: { readonly reported: number | null; readonly platform?: string },
  hour: Instant,
  book: PricedBy,
): Price {
  const [rule] = rulesAt(book.rules, "fee", hour);
  if (rule) return custom(rule.perHour, "cluster fee");
  const isUntold = platform !== "" && reported === null;
  return listPrice(
    { kind: "fee", reported, byDefault: null },
    book,
    (lists) => listedFee(platform, lists) ?? (isUntold ? unpricedFee(platform) : null),
  );
}

function custom(price: number, rule: string): Price {
  return { pico: toPico(price), source: "custom", rule };
}

interface ListPrice {
  readonly kind: Discounted;
  readonly reported: number | null;
  /** The default that stands in; null where that is nothing. */
  readonly byDefault: keyof DefaultPrices | null;
}

/** The reported price, else a default that the book states, else the list's, else the built-in default; less its discount. */
function listPrice(
  { kind, reported, byDefault }: ListPrice,
  book: PricedBy,
  listed: (lists: PriceLists) => Price | null,
): Price {
  const price = reported === null ? unreported(byDefault, book, listed) : exporterPrice(reported);
  return discounted(price, kind, book.discounts);
}

function exporterPrice(reported: number): Price {
  return { pico: toPico(reported), source: "exporter", rule: "exporter" };
}

function unreported(
  byDefault: keyof DefaultPrices | null,
  book: PricedBy,
  listed: (lists: PriceLists) => Price | null,
): Price {
  const isStated = byDefault !== null && hasOwnDefault(book, byDefault);
  const lists = isStated || book.currency !== LIST_CURRENCY ? [] : (book.lists ?? []);
  const usual = byDefault === null ? 0 : book.defaults[byDefault];
  return listed(lists) ?? { pico: toPico(usual), source: "default", rule: "default" };
}
