import type { Log } from "../../log/logger.ts";
import { listsInUse, type ListStore, type UsedList, usedListText } from "../../price-list/lists-in-use.ts";
import { readPriceListContent, readPriceListHeads } from "../../store/collecting/stored-price-lists.ts";
import type { Database } from "../../store/connection/database.ts";
import { inTransaction } from "../../store/connection/transaction.ts";

/** The newer lists in the database, looked up anew for each question. */
export function storedLists(database: Database): ListStore {
  return {
    heads: () => inTransaction(database, readPriceListHeads),
    content: (list) => inTransaction(database, (client) => readPriceListContent(client, list)),
  };
}

/** Each cloud's list that is in use now. */
export function usedLists(database: Database): Promise<UsedList[]> {
  return listsInUse({ store: storedLists(database) });
}

/** Says by which lists hours are priced that nothing better prices. */
export async function logPriceLists(database: Database, log: Log): Promise<void> {
  log.info("prices.lists", { price_lists: (await usedLists(database)).map(usedListText).join("; ") });
}

/** The lists as they stand now, read at once: what a command prices by does not change under it. */
export async function keptLists(store: ListStore): Promise<ListStore> {
  const heads = await store.heads();
  const contents = new Map(
    await Promise.all(heads.map(async (head) => [head.cloud, await store.content(head)] as const)),
  );
  return {
    heads: () => Promise.resolve(heads),
    content: async (list) => contents.get(list.cloud) ?? (await store.content(list)),
  };
}
