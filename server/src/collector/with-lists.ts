import type { MeasuredHour } from "../domain/allocation/measured-hour.ts";
import { volumePrice } from "../domain/prices/asset-prices.ts";
import { LIST_CURRENCY, type ListsFor } from "../domain/prices/list/list-price.ts";
import { isListedClass, volumeList } from "../domain/prices/list/volume-list-price.ts";
import { nodeRates } from "../domain/prices/node-rates.ts";
import type { PriceBook, PricedBy } from "../domain/prices/price-book.ts";

type ThingsToPrice = Pick<MeasuredHour, "nodes" | "assets" | "hour">;

/**
 * A book with the clouds' lists for those of an hour's nodes and volumes that its defaults would price; the book alone where
 * there are none of these, or where it is in another currency than lists are.
 */
export async function withLists(
  book: PriceBook,
  things: ThingsToPrice,
  listsFor: ListsFor | undefined,
): Promise<PricedBy> {
  if (!listsFor || book.currency !== LIST_CURRENCY) return book;
  const { nodes } = things;
  const nodesToPrice = unpricedNodes(things, book);
  const hasVolumes = hasUnpricedVolumes(things, book);
  if (nodesToPrice.length === 0 && !hasVolumes) return book;
  const lists = await listsFor(hasVolumes ? nodes : nodesToPrice);
  return { ...book, lists, volumeList: hasVolumes ? volumeList(nodes, lists) : null };
}

function unpricedNodes({ nodes, hour }: ThingsToPrice, book: PriceBook): MeasuredHour["nodes"] {
  return nodes.filter((node) => {
    const { source, gpuSource } = nodeRates(node, hour, book);
    return source === "default" || (node.gpus > 0 && gpuSource === "default");
  });
}

function hasUnpricedVolumes({ assets, hour }: ThingsToPrice, book: PriceBook): boolean {
  return assets.some(
    (asset) =>
      asset.kind === "volume" &&
      isListedClass(asset.storageClass) &&
      volumePrice(asset, hour, book).source === "default",
  );
}
