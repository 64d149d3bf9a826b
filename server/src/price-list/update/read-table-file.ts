import { LIST_HEAD, PriceListError } from "../../domain/prices/list/list-text.ts";
import { type PriceRow, readRows } from "../table/read-rows.ts";
import { readRepairs, repaired } from "../table/repairs.ts";
import { listText, ORIGINS } from "../table/write-list.ts";
import { TextTooLargeError } from "./bounded-lines.ts";
import type { ListDocument } from "./list-document.ts";
import { DocumentReader } from "./read-document.ts";
import { tableLines } from "./table-lines.ts";

/** A file of prices that cannot be used, with all that is wrong with it. */
export class TableFileError extends Error {
  override readonly name = "TableFileError";

  constructor(file: string, faults: readonly string[], what = "table") {
    const shown = faults.slice(0, SHOWN).map((fault) => `  - ${fault}`);
    const more = faults.length > SHOWN ? [`  - and ${faults.length - SHOWN} more`] : [];
    super(`The ${what} ${file} cannot be used; nothing was changed:\n${[...shown, ...more].join("\n")}`);
  }
}

const SHOWN = 20;

/**
 * Reads a file of prices: one cloud's list, as KubeCent brings it, or a tab-separated table of several clouds, of which lists are
 * made as those that come with KubeCent. Throws TableFileError.
 */
export async function readTableFile(file: string, repairsFile: string): Promise<ListDocument[]> {
  try {
    const lines = tableLines(file);
    const { value: first = "", done } = await lines.next();
    if (done === true || first === "") throw new PriceListError("it is empty");
    const all = startingWith(first, lines);
    return first === LIST_HEAD ? [await documentOf(all)] : await documentsOfTable(file, all, repairsFile);
  } catch (error) {
    if (error instanceof TableFileError || !(error instanceof Error)) throw error;
    throw new TableFileError(file, [reasonOf(error)]);
  }
}

/** Reads a list's text. Throws PriceListError. */
export async function documentOf(lines: AsyncIterable<string>): Promise<ListDocument> {
  const reader = new DocumentReader();
  for await (const line of lines) reader.read(line);
  return reader.finish();
}

async function* startingWith(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

async function documentsOfTable(
  file: string,
  lines: AsyncIterable<string>,
  repairsFile: string,
): Promise<ListDocument[]> {
  const { rows: found, faults } = await readRows(lines);
  if (faults.length > 0) throw new TableFileError(file, faults);
  const { rows } = repaired(found, await readRepairs(repairsFile));
  const clouds = Map.groupBy(rows, ({ cloud }) => cloud);
  return await Promise.all([...clouds].map(([cloud, own]) => documentOfRows(cloud, own)));
}

function documentOfRows(cloud: PriceRow["cloud"], rows: readonly PriceRow[]): Promise<ListDocument> {
  const text = listText({ cloud, rows, volumes: [], origins: ORIGINS });
  return documentOf(linesOf(text));
}

/** The lines of a text that is at hand. */
export async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split("\n");
}

/** Codes of zlib and of files say what kind of fault it was. */
function reasonOf(error: Error): string {
  if (error instanceof PriceListError || error instanceof TextTooLargeError) return error.message;
  const code = "code" in error ? String(error.code) : "";
  return /^(?:ERR_|Z_|BROTLI)/.test(code)
    ? `it is no text, and neither gzip nor brotli can be unpacked from it (${error.message})`
    : error.message;
}
