import { HOUR_MS } from "@kubecent/shared";
import type { Command } from "commander";
import { repriceHours } from "../../collector/reprice-hours.ts";
import { firstHour } from "../../domain/windows/resolve-window.ts";
import { DEFAULT_PRICE_BOOK, type PriceBook, priceBookLabel } from "../../domain/prices/price-book.ts";
import { asRegistered, readPriceBook, savePriceBook } from "../../store/collecting/stored-price-books.ts";
import { findClusters } from "../../store/queries/clusters/stored-clusters.ts";
import { readNewestAssets } from "../../store/queries/clusters/priced-assets.ts";
import { EVERYTHING } from "../../store/access/visibility.ts";
import { inPrimarySnapshot, inSnapshot } from "../../store/connection/transaction.ts";
import { priceShelf } from "../../price-list/price-shelf.ts";
import { readPriceBookFile } from "../collecting/read-price-book-file.ts";
import { createProgressView } from "../collecting/progress-bar.ts";
import { BillReport } from "../prices/bill-report.ts";
import { keptLists, storedLists } from "../prices/stored-lists.ts";
import { type History, withHistory } from "./command-options.ts";
import { noClusterLine } from "./store-stretch.ts";
import { print, untilStopped, withDatabase } from "./with-database.ts";
import type { Database } from "../../store/connection/database.ts";

/** `reprice`. */
export function addReprice(program: Command): void {
  withHistory(program.command("reprice"))
    .description("price a stretch of history anew from its kept quantities, without asking the source")
    .option("--book <file>", "the price book, JSON or CSV; else the one that priced the newest hour")
    .option("--dry-run", "only say what each namespace would cost, before and after", false)
    .action((options: RepriceOptions) =>
      withDatabase(async (database) => {
        process.exitCode = await reprice(options, { database, signal: untilStopped() });
      }),
    );
}

interface RepriceOptions extends History {
  readonly book?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

/**
 * Prices a stretch of history anew from its kept quantities, as restatements, without asking the source, and says what each
 * namespace cost before and after. Returns the exit code: 1 where some hour could not be priced.
 */
export async function reprice(
  { cluster, start, end, book: file, dryRun = false }: RepriceOptions,
  { database, signal }: { readonly database: Database; readonly signal: AbortSignal },
): Promise<number> {
  const [stored] = await inSnapshot(database, EVERYTHING, (client, seen) =>
    findClusters(client, { names: [cluster] }, seen),
  );
  if (!stored) {
    process.stderr.write(`${noClusterLine(cluster)}\n`);
    return 1;
  }
  const read =
    file === undefined ? await newestBook(database, stored.clusterId) : await readPriceBookFile(file);
  if (read.currency !== stored.currency) {
    process.stderr.write(
      `The cluster ${cluster} is kept in ${stored.currency}, and the book ${read.name} is in ${read.currency}. ` +
        `Give a book in ${stored.currency}.\n`,
    );
    return 1;
  }
  // A trial leaves no trace, not even of the book.
  const book = dryRun ? await asRegistered(database, read) : await savePriceBook(database, read);
  const first = firstHour(start);
  const total = Math.max(0, Math.ceil((end - first) / HOUR_MS));
  const view = createProgressView(cluster, process.stderr, { purpose: "to price anew" });
  const report = new BillReport();
  let done = 0;
  view.start(total);
  const outcome = await repriceHours(
    {
      database,
      clusterId: stored.clusterId,
      book,
      listsFor: priceShelf({ store: await keptLists(storedLists(database)) }),
      start: first,
      end,
      now: () => Date.now(),
      isTrial: dryRun,
      onBills: (before, after) => report.note(before, after),
    },
    () => view.update(++done, total),
    signal,
  );
  view.stop();
  const priced = dryRun ? "hours would be priced anew" : "hours priced anew";
  for (const line of report.lines(stored.currency)) print(line);
  print(
    `${cluster}: ${outcome.written} ${priced} by ${priceBookLabel(book)}, ` +
      `${outcome.unchanged} unchanged, ${outcome.lost} without kept quantities, ${total - done} not tried`,
  );
  return done === total && outcome.lost === 0 ? 0 : 1;
}

/** The book that priced a cluster's newest hour, for when only the lists are newer. */
async function newestBook(database: Database, clusterId: number): Promise<PriceBook> {
  const newest = await inPrimarySnapshot(database, (client) => readNewestAssets(client, clusterId));
  return (newest && (await readPriceBook(database, newest.priceBook))) ?? DEFAULT_PRICE_BOOK;
}
