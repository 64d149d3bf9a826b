import type { MeasuredHour } from "../domain/allocation/measured-hour.ts";
import { LIST_CURRENCY, type ListsFor } from "../domain/prices/list/list-price.ts";
import { nodeRates } from "../domain/prices/node-rates.ts";
import type { PriceBook, PricedBy } from "../domain/prices/price-book.ts";

/**
 * A book with the clouds' lists for those of an hour's nodes that its defaults would price; the book alone where there are
 * none of these, or where it is in another currency than lists are.
 */
export async function withLists(
  book: PriceBook,
  { nodes, hour }: Pick<MeasuredHour, "nodes" | "hour">,
  listsFor: ListsFor | undefined,
): Promise<PricedBy> {
  if (!listsFor || book.currency !== LIST_CURRENCY) return book;
  const unpriced = nodes.filter((node) => {
    const { source, gpuSource } = nodeRates(node, hour, book);
    return source === "default" || (node.gpus > 0 && gpuSource === "default");
  });
  return unpriced.length === 0 ? book : { ...book, lists: await listsFor(unpriced) };
}
