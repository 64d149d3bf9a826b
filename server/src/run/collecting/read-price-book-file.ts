import { readFile } from "node:fs/promises";
import { type PriceBook, PriceBookError } from "../../domain/prices/price-book.ts";
import { readPriceBook } from "../../domain/prices/read-price-book.ts";
import { decodeText } from "../../domain/prices/reading/decode-text.ts";

/** Reads a price book's file. Throws PriceBookError with all that is wrong with it. */
export async function readPriceBookFile(file: string): Promise<PriceBook> {
  return readPriceBook(file, await priceText(file));
}

/** The text of a price list's file, whatever a spreadsheet saved it as. Throws PriceBookError where it cannot be read. */
export async function priceText(file: string): Promise<string> {
  try {
    return decodeText(await readFile(file));
  } catch (error) {
    throw new PriceBookError(file, [
      `cannot be read: ${error instanceof Error ? error.message : "unknown reason"}`,
    ]);
  }
}
