import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

type Cell = bigint | number | boolean | string | Uint8Array | null;

/** Rows to a chunk: large enough that a chunk fills a few network packets. */
const ROWS_PER_CHUNK = 500;

/** So many rows, and more, are worth a table of their own. */
const MANY_ROWS = 2_000;

/**
 * Loads rows into a table that has row-level security, which COPY refuses whatever the policies say: a few as one
 * parameter of an INSERT, many by COPY through a table of the transaction's own. Returns when all are in.
 */
export async function loadRows(
  client: pg.PoolClient,
  target: LoadTarget,
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  if (rows.length === 0) return;
  await (rows.length < MANY_ROWS ? insertRows : copyRows)(client, target, rows);
}

/**
 * Ends an `insert ... select` of rows that come from elsewhere than distributed tables. Citus sends such rows on to their
 * servers by COPY, which row-level security refuses, except where something is to be returned: then by INSERT.
 */
export const BY_INSERT = "returning cluster_id";

/** A table, and the columns that rows have a cell for. */
interface LoadTarget {
  readonly table: string;
  readonly columns: readonly string[];
}

async function insertRows(
  client: pg.PoolClient,
  { table, columns }: LoadTarget,
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  const names = columns.join(", ");
  const records = rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, jsonCell(row[at])])));
  await client.query(
    `insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, $1) ${BY_INSERT}`,
    [JSON.stringify(records)],
  );
}

async function copyRows(
  client: pg.PoolClient,
  { table, columns }: LoadTarget,
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  const names = columns.join(", ");
  const incoming = `incoming_${table}`;
  await client.query(
    `create temporary table ${incoming} on commit drop as select ${names} from ${table} with no data`,
  );
  await copyInto(client, { table: `pg_temp.${incoming}`, columns }, rows);
  await client.query(`insert into ${table} (${names}) select ${names} from pg_temp.${incoming} ${BY_INSERT}`);
  await client.query(`drop table pg_temp.${incoming}`);
}

/**
 * Loads rows by COPY, which is several times as fast as INSERT, into a table without row-level security, such as a
 * partition. Rows are taken as they are sent.
 */
export async function copyInto(
  client: pg.PoolClient,
  { table, columns }: LoadTarget,
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
  // Most measures of a row are zero, and a bigint takes long to become a text.
  if (cell === 0n) return "0";
  if (cell === null) return "\\N";
  if (cell instanceof Uint8Array) return `\\\\x${hexOf(cell)}`;
  if (typeof cell !== "string") return String(cell);
  return cell.replaceAll(/[\\\t\n\r]/g, (character) => COPY_ESCAPES[character] ?? character);
}

/** Everything as a text that PostgreSQL reads by the column's type: numbers of JSON would be rounded on their way. */
function jsonCell(cell: Cell | undefined): string | null {
  if (cell === null || cell === undefined) return null;
  if (cell instanceof Uint8Array) return `\\x${hexOf(cell)}`;
  return typeof cell === "string" ? cell.toWellFormed() : String(cell);
}

function hexOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("hex");
}

const COPY_ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
};
