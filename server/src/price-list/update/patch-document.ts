import { picoOfText } from "../../domain/prices/list/list-text.ts";
import type { ListOrigin } from "../../domain/prices/list/price-list.ts";
import type { FetchedPrice } from "../fetch/wanted-prices.ts";
import { machineSizes } from "../table/machine-sizes.ts";
import { type ListDocument, rowsOf } from "./list-document.ts";
import type { PriceRow } from "../table/read-rows.ts";

/** Prices that differ by less than this share are the same, rounded in other places. */
const ROUNDED = 10_000n;

/**
 * Writes fetched prices into a list. What is as it was keeps the day and the origin that it has, so that a list with nothing new
 * stays the same list. Returns what is no price, each with its place.
 */
export function patchDocument(
  document: ListDocument,
  prices: readonly FetchedPrice[],
  origin: ListOrigin,
): string[] {
  const faults: string[] = [];
  const names = new Map([...document.types.keys()].map((name) => [name.toLowerCase(), name]));
  const added: FetchedPrice[] = [];
  for (const price of prices) {
    const type = names.get(price.type.toLowerCase()) ?? price.type;
    const pico = picoOfText(price.usd);
    if (pico === null || pico === 0n)
      faults.push(`${price.type} in ${price.region}: "${price.usd}" is no price`);
    else if (!isKnown(document, { region: price.region, type, pico })) added.push({ ...price, type });
  }
  if (faults.length > 0 || added.length === 0) return faults;
  addTypes(document, added, origin);
  for (const { region, type, usd } of added) {
    const block = document.regions.get(region) ?? { prices: new Map(), others: [] };
    document.regions.set(region, block);
    block.prices.set(type, { usd, origin });
  }
  if (origin.date > document.date) document.date = origin.date;
  return [];
}

function isKnown(
  { regions }: ListDocument,
  { region, type, pico }: { readonly region: string; readonly type: string; readonly pico: bigint },
): boolean {
  const usd = regions.get(region)?.prices.get(type)?.usd;
  const known = usd === undefined ? null : picoOfText(usd);
  if (known === null) return false;
  const move = known > pico ? known - pico : pico - known;
  return move * ROUNDED < known;
}

/** Types that the list does not know yet, of the size that the source states, or that their names and siblings tell. */
function addTypes(document: ListDocument, added: readonly FetchedPrice[], { date, text }: ListOrigin): void {
  const { cloud, types } = document;
  const unknown = added.filter(({ type }) => !types.has(type));
  if (unknown.length === 0) return;
  const rows = unknown.map((price): PriceRow => ({ cloud, pico: 0n, date, origin: text, ...price }));
  const sizes = machineSizes(cloud, [...rowsOf(document), ...rows]);
  for (const { type } of unknown) {
    const size = sizes.get(type);
    if (size) types.set(type, size);
  }
}
