import { formatInstant } from "@kubecent/shared";
import type { Command } from "commander";
import { ruleText } from "../../domain/prices/book-faults.ts";
import { isOutOfProportion } from "../../domain/prices/proportion.ts";
import {
  DEFAULT_PRICE_BOOK,
  type PriceBook,
  PriceBookError,
  type PricedBy,
} from "../../domain/prices/price-book.ts";
import { type PricedThing, priceThings } from "../../domain/allocation/price-things.ts";
import { findClusters, type StoredCluster } from "../../store/queries/clusters/stored-clusters.ts";
import { type NewestAssets, readNewestAssets } from "../../store/queries/clusters/priced-assets.ts";
import { EVERYTHING } from "../../store/access/visibility.ts";
import { inSnapshot } from "../../store/connection/transaction.ts";
import { priceShelf } from "../../price-list/price-shelf.ts";
import { withLists } from "../../collector/with-lists.ts";
import { readPriceBookFile } from "../collecting/read-price-book-file.ts";
import { keptLists, storedLists } from "../prices/stored-lists.ts";
import { clusterName } from "./command-options.ts";
import { noClusterLine } from "./store-stretch.ts";
import { withDatabase } from "./with-database.ts";
import type { Database } from "../../store/connection/database.ts";

/** `prices check`. */
export function addPricesCheck(prices: Command): void {
  prices
    .command("check")
    .description("say what each node and disk would cost under a price book, and which rule matched")
    .argument("<file>")
    .option("--cluster <name>", "only this cluster", clusterName)
    .action((file: string, options: { cluster?: string }) =>
      withDatabase(async (database) => {
        process.exitCode = await checkPrices({ database, file, ...options });
      }),
    );
}

interface PricesCheck {
  readonly database: Database;
  readonly file: string;
  /** One cluster by its name; all of them where it is left out. */
  readonly cluster?: string | undefined;
}

/**
 * Says what each node, disk and other asset of the clusters' newest hours would cost under a price book,
 * and which rule matched. Returns the exit code: 1 for a book with faults, a cluster that is not there, or a price out of all proportion.
 */
export async function checkPrices({ database, file, cluster }: PricesCheck): Promise<number> {
  const book = await readBook(file);
  if (!book) return 1;

  process.stdout.write(
    `${book.name}: ${book.rules.length} prices and ${book.discounts.length} discounts in ${book.currency}\n`,
  );
  const store = await keptLists(storedLists(database));
  return inSnapshot(database, EVERYTHING, async (client, seen) => {
    const clusters = await findClusters(
      client,
      { names: cluster === undefined ? undefined : [cluster] },
      seen,
    );
    if (clusters.length === 0) process.stdout.write(`${noClusterLine(cluster)}\n`);
    if (clusters.length === 0 && cluster !== undefined) return 1;
    const listsFor = priceShelf({ store });
    let faults = 0;
    for (const each of clusters) {
      const newest = await readNewestAssets(client, each.clusterId);
      if (newest) faults += checkCluster(each, newest, await withLists(book, newest, listsFor));
    }
    return faults === 0 ? 0 : 1;
  });
}

async function readBook(file: string): Promise<PriceBook | null> {
  try {
    return await readPriceBookFile(file);
  } catch (error) {
    if (!(error instanceof PriceBookError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return null;
  }
}

/** Prints a cluster's table, and returns how many prices are out of all proportion. */
function checkCluster(cluster: StoredCluster, newest: NewestAssets, book: PricedBy): number {
  const usual = priceThings(withoutReports(newest), { ...book, rules: [], discounts: [] });
  const priced = priceThings(newest, book);
  process.stdout.write(
    `\n${cluster.name}, hour ${formatInstant(newest.hour)}, priced by ${newest.priceBook}\n`,
  );
  const confirmed = book.rules.filter((rule) => rule.confirmed).map(ruleText);
  const isMeant = ({ rule }: PricedThing): boolean => confirmed.some((text) => rule.startsWith(text));
  // What is confirmed is compared with nothing.
  const doubts = priced.map((thing, index) => printThing(thing, isMeant(thing) ? undefined : usual[index]));
  for (const rule of book.rules.filter(
    (each) => !priced.some((thing) => thing.rule.startsWith(ruleText(each))),
  )) {
    process.stdout.write(`  matches nothing here: ${ruleText(rule)}\n`);
  }
  return doubts.filter((isDoubtful) => isDoubtful).length;
}

/** The same things as if no exporter priced them: what the defaults make of them. */
function withoutReports({ hour, nodes, assets }: NewestAssets): NewestAssets {
  return {
    hour,
    priceBook: DEFAULT_PRICE_BOOK.name,
    nodes: nodes.map((node) => ({ ...node, reported: null })),
    assets: assets.map((asset) => ({ ...asset, reported: null })),
  };
}

function printThing(
  { kind, name, price, source, rule }: PricedThing,
  usual: PricedThing | undefined,
): boolean {
  const isDoubtful =
    source === "custom" && usual !== undefined && kind !== "fee" && isOutOfProportion(price, usual.price);
  const doubt = isDoubtful
    ? `  OUT OF ALL PROPORTION: ${shown(price)}, by default ${shown(usual.price)}`
    : "";
  process.stdout.write(
    `  ${kind.padEnd(12)} ${name.padEnd(44)} ${price.toFixed(9).padStart(15)}  ${rule}${doubt}\n`,
  );
  return isDoubtful;
}

/** Without what floating point adds at the end. */
function shown(price: number): number {
  return Number(price.toPrecision(9));
}
