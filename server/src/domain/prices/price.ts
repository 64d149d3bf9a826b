import type { PriceSource } from "@kubecent/shared";

/** What an hour (traffic: a GiB) of something costs, who says so, and by which rule. */
export interface Price {
  /** Pico-units of the currency. */
  readonly pico: bigint;
  readonly source: PriceSource;
  /** Such as `default`, `exporter`, `node ip-10-0-0-1` or `exporter less 10 %`. */
  readonly rule: string;
}

/** Prices are held as integer pico-units of the currency for one hour (or GiB) of a thing. */
const PICO_PER_UNIT = 1_000_000_000_000;

/** No price of a core, a GiB, a GPU or a node is this high; beyond it a reading is taken for nonsense. */
export const HIGHEST_PRICE = 1_000_000;

/** Brings a price to pico-units. Throws RangeError for what is no price: negative, NaN, or above a million. */
export function toPico(price: number): bigint {
  if (!(price >= 0 && price <= HIGHEST_PRICE)) {
    throw new RangeError(`A price must be between 0 and ${HIGHEST_PRICE}; found ${price}`);
  }
  return BigInt(Math.round(price * PICO_PER_UNIT));
}

/** Cost in nano-units of `quantityNano` (nano-hours, nano-GiB …) at `pricePico`, rounded down. */
export function costNano(quantityNano: bigint, pricePico: bigint): bigint {
  return (quantityNano * pricePico) / BigInt(PICO_PER_UNIT);
}
