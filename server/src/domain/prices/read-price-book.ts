import { parse } from "csv-parse/sync";
import type * as z from "zod";
import { bookOf } from "./book-rules.ts";
import { bookFaults } from "./book-faults.ts";
import type { PriceBook } from "./price-book.ts";
import { CsvRecordSchema, type PriceBookFile, PriceBookFileSchema } from "./price-book-file.ts";

/** A price book that cannot be used: all that is wrong with it, each with its place. */
export class PriceBookError extends Error {
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[]) {
    super(`The price book ${file} cannot be used:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.name = "PriceBookError";
    this.faults = faults;
  }
}

/**
 * Reads a price book from the text of a JSON or CSV file, told apart by the file's ending. A CSV book is
 * named after its file and is in US dollars. Throws PriceBookError with all faults at once.
 */
export function readPriceBook(file: string, text: string): PriceBook {
  const content = file.toLowerCase().endsWith(".csv") ? fromCsv(file, text) : fromJson(file, text);
  const book = bookOf(content);
  const faults = bookFaults(book, Object.keys(content.defaults ?? {}));
  if (faults.length > 0) throw new PriceBookError(file, faults);
  return book;
}

function fromJson(file: string, text: string): PriceBookFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new PriceBookError(file, [`is not JSON: ${error instanceof Error ? error.message : "unreadable"}`]);
  }
  const result = PriceBookFileSchema.safeParse(content);
  if (!result.success) throw new PriceBookError(file, faultsOf(result.error));
  return result.data;
}

function fromCsv(file: string, text: string): PriceBookFile {
  const records = csvRecords(file, text);
  const read = records.map((record, index) => ({
    line: index + 2,
    result: CsvRecordSchema.safeParse(withoutEmpty(record)),
  }));
  const faults = read.flatMap(({ line, result }) =>
    result.success ? [] : faultsOf(result.error).map((fault) => `line ${line}: ${fault}`),
  );
  if (faults.length > 0) throw new PriceBookError(file, faults);
  const prices = read.flatMap(({ result }) => (result.success ? [result.data] : []));
  return { name: nameOf(file), prices };
}

function csvRecords(file: string, text: string): Record<string, string>[] {
  try {
    return parse<Record<string, string>>(text, {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    throw new PriceBookError(file, [`is not CSV: ${error instanceof Error ? error.message : "unreadable"}`]);
  }
}

function withoutEmpty(record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ""));
}

function nameOf(file: string): string {
  const base = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
  return base.replace(/\.csv$/i, "");
}

function faultsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.map(String).join(".") || "the book"}: ${message}`);
}
