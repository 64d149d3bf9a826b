import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

type Cell = bigint | number | boolean | string | null;

/** Rows to a chunk: large enough that a chunk fills a few network packets. */
const ROWS_PER_CHUNK = 500;

/** Loads rows by COPY, which is several times as fast as INSERT. Returns when all are in. Rows are taken as they are sent. */
export async function copyRows(
  client: pg.PoolClient,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  const target = client.query(copyFrom(`copy ${table} (${columns.join(", ")}) from stdin`));
  await pipeline(Readable.from(chunks(rows)), target);
}

function* chunks(rows: Iterable<readonly Cell[]>): Generator<string> {
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(`${row.map(copyText).join("\t")}\n`);
    if (lines.length < ROWS_PER_CHUNK) continue;
    yield lines.join("");
    lines = [];
  }
  if (lines.length > 0) yield lines.join("");
}

function copyText(cell: Cell): string {
  // Most of a row's measures are zero, and bigints are slow to write.
  if (cell === 0n) return "0";
  if (cell === null) return "\\N";
  if (typeof cell !== "string") return String(cell);
  return cell.replaceAll(/[\\\t\n\r]/g, (character) => COPY_ESCAPES[character] ?? character);
}

const COPY_ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
};
