import { HOUR_MS } from "@kubecent/shared";
import type { Command } from "commander";
import { repriceHours } from "../../collector/reprice-hours.ts";
import { firstHour } from "../../domain/windows/resolve-window.ts";
import { savePriceBook } from "../../store/collecting/stored-price-books.ts";
import { findClusters } from "../../store/queries/clusters/stored-clusters.ts";
import { EVERYTHING } from "../../store/access/visibility.ts";
import { inSnapshot } from "../../store/connection/transaction.ts";
import { priceShelf } from "../../price-list/price-shelf.ts";
import { readPriceBookFile } from "../collecting/read-price-book-file.ts";
import { createProgressView } from "../collecting/progress-bar.ts";
import { keptLists, storedLists } from "../prices/stored-lists.ts";
import { type History, withHistory } from "./command-options.ts";
import { noClusterLine } from "./store-stretch.ts";
import { untilStopped, withDatabase } from "./with-database.ts";
import type { Database } from "../../store/connection/database.ts";

/** `reprice`. */
export function addReprice(program: Command): void {
  withHistory(program.command("reprice"))
    .description("price a stretch of history anew from its kept quantities, without asking the source")
    .requiredOption("--book <file>", "the price book, JSON or CSV")
    .action((options: RepriceOptions) =>
      withDatabase(async (database) => {
        process.exitCode = await reprice(options, { database, signal: untilStopped() });
      }),
    );
}

interface RepriceOptions extends History {
  readonly book: string;
}

/**
 * Prices a stretch of history anew from its kept quantities, as restatements, without asking the source.
 * Returns the exit code: 1 where some hour could not be priced.
 */
export async function reprice(
  { cluster, start, end, book: file }: RepriceOptions,
  { database, signal }: { readonly database: Database; readonly signal: AbortSignal },
): Promise<number> {
  const [stored] = await inSnapshot(database, EVERYTHING, (client, seen) =>
    findClusters(client, { names: [cluster] }, seen),
  );
  if (!stored) {
    process.stderr.write(`${noClusterLine(cluster)}\n`);
    return 1;
  }
  const read = await readPriceBookFile(file);
  if (read.currency !== stored.currency) {
    process.stderr.write(
      `The cluster ${cluster} is kept in ${stored.currency}, and the book ${read.name} is in ${read.currency}. ` +
        `Give a book in ${stored.currency}.\n`,
    );
    return 1;
  }
  const book = await savePriceBook(database, read);
  const first = firstHour(start);
  const total = Math.max(0, Math.ceil((end - first) / HOUR_MS));
  const view = createProgressView(cluster, process.stderr, { purpose: "to price anew" });
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
    },
    () => view.update(++done, total),
    signal,
  );
  view.stop();
  process.stdout.write(
    `${cluster}: ${outcome.written} hours priced anew by ${book.name}@${book.version}, ` +
      `${outcome.unchanged} unchanged, ${outcome.lost} without kept quantities, ${total - done} not tried\n`,
  );
  return done === total && outcome.lost === 0 ? 0 : 1;
}
