import { priceAsset } from "../domain/allocation/price-asset.ts";
import type { MeasuredHour } from "../domain/allocation/measured-hour.ts";
import { isListedFee } from "../domain/prices/list/asset-list-price.ts";
import { LIST_CURRENCY, type ListsFor } from "../domain/prices/list/list-price.ts";
import { isListedClass } from "../domain/prices/list/volume-list-price.ts";
import { nodeRates } from "../domain/prices/node-rates.ts";
import type { PriceBook, PricedBy } from "../domain/prices/price-book.ts";

type ThingsToPrice = Pick<MeasuredHour, "nodes" | "assets" | "hour">;

/**
 * A book with the clouds' lists for those of an hour's nodes and assets that its defaults would price, and for nodes whose price in
 * total is to be split; the book alone where there are none of these.
 */
export async function withLists(
  book: PriceBook,
  things: ThingsToPrice,
  listsFor: ListsFor | undefined,
): Promise<PricedBy> {
  if (!listsFor) return book;
  // Lists are in dollars: in another currency they say no more than what parts of a machine are worth beside each other.
  const isPriced = book.currency === LIST_CURRENCY;
  const nodes = isPriced && hasUnpricedAssets(things, book) ? things.nodes : listedNodes(things, book);
  return nodes.length === 0 ? book : { ...book, lists: await listsFor(nodes) };
}

function listedNodes({ nodes, hour }: ThingsToPrice, book: PriceBook): MeasuredHour["nodes"] {
  const isPriced = book.currency === LIST_CURRENCY;
  return nodes.filter((node) => {
    const { source, gpuSource, isSplit } = nodeRates(node, hour, book);
    const isUnpriced =
      source === "default" || source === "none" || (node.gpus > 0 && gpuSource === "default");
    return isSplit === true || (isPriced && isUnpriced);
  });
}

function hasUnpricedAssets({ assets, hour }: ThingsToPrice, book: PriceBook): boolean {
  return assets.some((asset) => {
    if (!mayBeListed(asset)) return false;
    const { priceSource } = priceAsset(asset, { hour, book });
    return priceSource === "default" || priceSource === "none";
  });
}

/** Of volumes those whose class a list may know, and of fees those of whose platform it does. */
function mayBeListed({ kind, storageClass, providerId }: MeasuredHour["assets"][number]): boolean {
  if (kind === "volume") return isListedClass(storageClass);
  return kind !== "fee" || isListedFee(providerId);
}
