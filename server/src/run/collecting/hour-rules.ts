import type { RuntimeSettingValues } from "@kubecent/shared";
import type { CollectedCluster, HourRules } from "../../collector/collect-hour.ts";
import type { PriceBook } from "../../domain/prices/price-book.ts";
import { readPriceBook, savePriceBook } from "../../store/collecting/stored-price-books.ts";

/** What of the settings that may change at run time decides over hours. */
export type RuntimeRules = Pick<RuntimeSettingValues, "priceBooks" | "labelAllowList">;

/**
 * The rules of a cluster's hours as the settings have them when they are asked for. Books are looked up each time: a
 * database that was put back to an earlier moment does not have a version that it had. Throws where the chosen book
 * cannot be read: an hour is not priced by another one instead, but tried again.
 */
export function hourRules(
  { name, database, priceBook: configured }: Pick<CollectedCluster, "name" | "database" | "priceBook">,
  settings: () => RuntimeRules,
): () => Promise<HourRules> {
  return async () => {
    const { priceBooks, labelAllowList } = settings();
    const chosen = Object.hasOwn(priceBooks, name) ? priceBooks[name] : undefined;
    const priceBook = await (chosen === undefined ? savePriceBook(database, configured) : bookOf(chosen));
    return { priceBook, labelAllowList };
  };

  async function bookOf(label: string): Promise<PriceBook> {
    const book = await readPriceBook(database, label);
    if (book) return book;
    throw new Error(
      `The settings choose the price book ${label} for the cluster ${name}, and it is not registered. Choose another one with settings.update.`,
    );
  }
}
