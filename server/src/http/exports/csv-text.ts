import { stringify } from "csv-stringify/sync";
import type { AnswerRow } from "../../api/exports/whole-answer.ts";
import type { Column } from "./file-columns.ts";
import { guardedText } from "./guarded-text.ts";

/** The names of the columns as the first record of a CSV file. */
export function csvHead(columns: readonly Column[]): string {
  return csvText([columns.map(({ name }) => guardedText(name))]);
}

/** Rows as records of a CSV file (RFC 4180). What is null is an empty cell. */
export function csvRecords(rows: readonly AnswerRow[], columns: readonly Column[]): string {
  return csvText(rows.map((row) => columns.map((column) => cellText(column.of(row)))));
}

function csvText(records: readonly (readonly string[])[]): string {
  // Left to itself it quotes the line break that it ends records with, and no other.
  return stringify([...records], { record_delimiter: "windows", quoted_match: /[\r\n]/ });
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return guardedText(typeof value === "string" ? value : JSON.stringify(value));
}
