import { readFile } from "node:fs/promises";
import type pg from "pg";
import { DEFAULT_PRICE_BOOK, type PriceBook } from "../domain/prices/price-book.ts";
import { PriceBookError, readPriceBook } from "../domain/prices/read-price-book.ts";
import { savePriceBook } from "../store/price-books.ts";

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

/** The book that prices a cluster, registered: the configured file's, or the built-in defaults. */
export async function configuredPriceBook(pool: pg.Pool, file: string | undefined): Promise<PriceBook> {
  return savePriceBook(pool, file === undefined ? DEFAULT_PRICE_BOOK : await readPriceBookFile(file));
}
