import { type Instant, splitNano } from "@kubecent/shared";
import { feePrice, loadBalancerPrice, networkPrice, volumePrice } from "../prices/asset-prices.ts";
import { costNano, type Price } from "../prices/price.ts";
import type { PricedBy } from "../prices/price-book.ts";
import { BYTES_PER_GIB, toNano } from "../units.ts";
import type { AssetPlaces } from "./asset-places.ts";
import type { AssetCosts } from "./hour-costs.ts";
import { REACHES } from "./measure-network.ts";
import type { AssetKind, MeasuredAsset } from "./measured-hour.ts";
import type { Measure } from "./measures.ts";

interface Pricing {
  readonly hour: Instant;
  readonly book: PricedBy;
  /** Where assets stand; nowhere that is known where it is left out. */
  readonly places?: AssetPlaces;
}

/** The measure that holds an asset's money in a row, by kind; the fee has no rows. */
export const MONEY_OF = {
  volume: "volumeNano",
  loadBalancer: "loadBalancerNano",
  network: "networkNano",
  fee: null,
} as const satisfies Record<AssetKind, Measure | null>;

/** Prices an asset as a whole: what there was of it times its price. */
export function priceAsset(asset: MeasuredAsset, pricing: Pricing): AssetCosts {
  const { pico, source, rule } = priceOfAsset(asset, pricing);
  return {
    ...asset,
    costNano: costNano(quantityNano(asset, asset.quantity), pico),
    unobservedNano: costNano(quantityNano(asset, asset.unobservedQuantity), pico),
    pricePico: pico,
    priceSource: source,
    priceRule: rule,
  };
}

/**
 * What each row pays of an asset, in proportion to what it took. It is split, not multiplied: the parts add
 * up to what the asset cost, and no row's bytes are too few to cost anything.
 */
export function splitAsset(asset: AssetCosts, taken: readonly bigint[]): bigint[] {
  if (taken.every((quantity) => quantity === 0n)) return taken.map(() => 0n);
  return splitNano(asset.costNano - asset.unobservedNano, taken);
}

/** The measure that holds what a row took of an asset. */
export function takenMeasure({ kind, name }: MeasuredAsset): Measure | null {
  if (kind === "volume") return "volumeNanoGibHours";
  if (kind === "loadBalancer") return "loadBalancerNanoHours";
  return REACHES.find(({ reach }) => kind === "network" && reach === name)?.measure ?? null;
}

/** Quantities are nano-hours already, but traffic is kept in bytes and priced by the GiB. */
function quantityNano({ kind }: MeasuredAsset, quantity: bigint): bigint {
  return kind === "network" ? toNano(Number(quantity) / BYTES_PER_GIB) : quantity;
}

function priceOfAsset(asset: MeasuredAsset, { hour, book, places }: Pricing): Price {
  const { name, namespace, reported, providerId: platform } = asset;
  const place = places?.(asset) ?? null;
  if (asset.kind === "volume") return volumePrice({ ...asset, place }, hour, book);
  if (asset.kind === "loadBalancer") {
    return loadBalancerPrice({ namespace, service: name, reported, place }, hour, book);
  }
  const reach = REACHES.find((each) => each.reach === name)?.reach;
  if (asset.kind === "network" && reach) return networkPrice({ reach, reported, place }, hour, book);
  return feePrice({ reported, platform }, hour, book);
}
