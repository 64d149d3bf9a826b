import { writeFile } from "node:fs/promises";
import { convertPrices } from "../../domain/prices/foreign/convert-prices.ts";
import { PriceBookError } from "../../domain/prices/price-book.ts";
import { EXIT } from "../start/exit.ts";
import { priceText } from "../collecting/read-price-book-file.ts";

interface Conversion {
  readonly file: string;
  /** Where the book is written; to the terminal where it is left out. */
  readonly out?: string | undefined;
  readonly name?: string | undefined;
  readonly currency?: string | undefined;
}

/**
 * Makes a price book of another program's price list. Returns the exit code: 1 where the list cannot be said in a book, and
 * then nothing is written.
 */
export async function convertPriceList({ file, out, ...naming }: Conversion): Promise<number> {
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
