import { readFile } from "node:fs/promises";
import type { PriceBook } from "../domain/prices/price-book.ts";
import { PriceBookError, readPriceBook } from "../domain/prices/read-price-book.ts";

/** Reads a price book's file. Throws PriceBookError with all that is wrong with it. */
export async function readPriceBookFile(file: string): Promise<PriceBook> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new PriceBookError(file, [
      `cannot be read: ${error instanceof Error ? error.message : "unknown reason"}`,
    ]);
  }
  return readPriceBook(file, text);
}
