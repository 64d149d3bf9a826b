import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { convertPrices } from "../../domain/prices/foreign/convert-prices.ts";
import { PriceBookError } from "../../domain/prices/price-book.ts";
import { EXIT } from "../start/exit.ts";
import { priceText } from "../collecting/read-price-book-file.ts";

/** `prices convert`. */
export function addPricesConvert(prices: Command): void {
  prices
    .command("convert")
    .description(
      "make a price book of OpenCost's or Kubecost's price list: CSV, default.json or a chart's values as JSON",
    )
    .argument("<file>")
    .option("--out <file>", "write the book here, to a file that is not there yet; else it is printed")
    .option("--name <name>", "what the book is called; else as the file")
    .option("--currency <code>", "the currency that the list is in, such as EUR; else USD")
    .action(async (file: string, options: ConvertOptions) => {
      process.exitCode = await convertPriceList(file, options);
    });
}

interface ConvertOptions {
  /** Where the book is written; to the terminal where it is left out. */
  readonly out?: string | undefined;
  readonly name?: string | undefined;
  readonly currency?: string | undefined;
}

/**
 * Makes a price book of another program's price list. Returns the exit code: 1 where the list cannot be said in a book, and
 * then nothing is written.
 */
async function convertPriceList(file: string, { out, ...naming }: ConvertOptions): Promise<number> {
  try {
    const book = convertPrices(file, await priceText(file), naming);
    if (out === undefined) process.stdout.write(book);
    // A file that is there may be a book that hours were priced by.
    else await writeFile(out, book, { flag: "wx" });
    return 0;
  } catch (error) {
    if (!(error instanceof PriceBookError) && !isFileFault(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.refused;
  }
}

function isFileFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
