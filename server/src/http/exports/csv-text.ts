import { stringify } from "csv-stringify/sync";
import type { AnswerRow } from "../../api/exports/whole-answer.ts";
import type { Column } from "./columns.ts";

/** Money and other numbers are numbers to a spreadsheet too, negative ones among them. */
const PLAIN_NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;
/** What a spreadsheet takes for a formula, also after blanks, and in wide form. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;
/** Cells that begin so are trimmed by some programs, and looked at again. */
const LEADING_CONTROL = /^[\t\r\n]/;
const LINE_BREAKS = /(\r\n|\r|\n)/;

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

/**
 * A text that no spreadsheet runs as a formula: an apostrophe stands before what looks like one, at the beginning of
 * the cell or of a line in it. csv-stringify's own guard would put it before negative money too.
 */
export function guardedText(text: string): string {
  if (PLAIN_NUMBER.test(text)) return text;
  const lines = text.split(LINE_BREAKS).map((line) => (FORMULA.test(line) ? `'${line}` : line));
  const guarded = lines.join("");
  return LEADING_CONTROL.test(guarded) ? `'${guarded}` : guarded;
}
