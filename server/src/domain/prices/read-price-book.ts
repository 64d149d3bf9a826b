import { bookFaults } from "./book-faults.ts";
import { bookOf } from "./book-rules.ts";
import { foreignKind } from "./foreign/recognise.ts";
import { type PriceBook, PriceBookError } from "./price-book.ts";
import {
  BookNameSchema,
  type PriceBookFile,
  PriceBookFileSchema,
  WrittenPriceSchema,
} from "./price-book-file.ts";
import { csvPrice } from "./reading/csv-price.ts";
import { readCsv } from "./reading/csv-records.ts";
import { wrongKindOfText } from "./reading/decode-text.ts";
import { foundAndWanted, schemaFaults } from "./reading/schema-faults.ts";

/**
 * Reads a price book from the text of a JSON or CSV file, told apart by the file's ending. A CSV book is
 * named after its file and is in US dollars. Throws PriceBookError with all faults at once.
 */
export function readPriceBook(file: string, text: string): PriceBook {
  refuse(file, [wrongKindOfText(text), foreignFault(text)].filter((fault) => fault !== null).slice(0, 1));
  const content = /\.(csv|tsv)$/i.test(file) ? fromCsv(file, text) : fromJson(file, text);
  refuse(file, isEmpty(content) ? [NO_PRICE] : []);
  const book = bookOf(content);
  refuse(file, bookFaults(book, Object.keys(content.defaults ?? {})));
  return book;
}

const NO_PRICE = "found a book without any price, default or discount; wanted one at least";

function isEmpty({ prices = [], discounts = [], defaults = {} }: PriceBookFile): boolean {
  return prices.length + discounts.length + Object.keys(defaults).length === 0;
}

function refuse(file: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new PriceBookError(file, faults);
}

function foreignFault(text: string): string | null {
  const kind = foreignKind(text);
  return (
    kind &&
    `found ${kind}, wanted a book of KubeCent's: \`npm run admin -- prices convert FILE\` makes one of it`
  );
}

function fromJson(file: string, text: string): PriceBookFile {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    const why = error instanceof Error ? error.message : "unreadable";
    throw new PriceBookError(file, [`is not JSON: ${why}; a CSV book's name has to end with .csv`]);
  }
  const result = PriceBookFileSchema.safeParse(content, { error: foundAndWanted });
  if (!result.success) throw new PriceBookError(file, schemaFaults(result.error));
  return result.data;
}

function fromCsv(file: string, text: string): PriceBookFile {
  const read = readCsv(text, "kind");
  if ("fault" in read) throw new PriceBookError(file, [read.fault]);
  const results = read.records.map((record) => ({ line: record.line, ...csvPrice(record) }));
  const checked = results.map(({ line, written, faults }) => ({
    line,
    faults,
    result: WrittenPriceSchema.safeParse(written, { error: foundAndWanted }),
  }));
  refuse(
    file,
    checked.flatMap(({ line, faults, result }) => {
      // A cell that is no number is told by its own fault, and not once more by the schema.
      const all = faults.length > 0 || result.success ? faults : schemaFaults(result.error);
      return all.map((fault) => `line ${line}: ${fault}`);
    }),
  );
  if (checked.length === 0)
    throw new PriceBookError(file, ["found no line of prices, wanted one at least below the names"]);
  return {
    name: bookNameOf(file),
    prices: checked.flatMap(({ result }) => (result.success ? [result.data] : [])),
  };
}

/** The name of a book that is named after its file. Throws PriceBookError where that can name none. */
export function bookNameOf(file: string): string {
  const base = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
  const name = base.replace(/\.[a-z]+$/i, "");
  const { success } = BookNameSchema.safeParse(name);
  if (success) return name;
  throw new PriceBookError(file, [
    `the file's name: found ${JSON.stringify(name)}, which would be the book's name; wanted up to 63 letters, digits, dots, ` +
      "dashes and underscores, a letter or digit first: rename the file",
  ]);
}
