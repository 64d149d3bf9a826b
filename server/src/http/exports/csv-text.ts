import { stringify } from "csv-stringify/sync";
import type { AnswerRow } from "../../api/whole-answer.ts";
import type { Column } from "./file-columns.ts";

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

/** Money and other numbers are numbers to a spreadsheet too, negative ones among them. */
const PLAIN_NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;
/** What spreadsheets may split a line at besides the comma, which quotes protect. */
const SEPARATORS = /([;|\t\r\n\v\f\u0085\u2028\u2029])/;
/** Equals, plus, minus and at, with the signs of other widths and scripts that are taken for them. */
const SIGNS =
  "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207c\u207a\u207b\u208c\u208a\u208b\u2212\u2010-\u2015\ufe58\u2043\u2795\u2796\ufb29";
/** Blanks, marks that nobody sees, and quotes: some programs take them off, and look again. */
const IGNORED = "\\s\\p{Cf}\\p{Cc}\"'`\u00b4\u2018-\u201f\u00ab\u00bb\uff02\uff07";
const FORMULA = new RegExp(`^[${IGNORED}]*[${SIGNS}]`, "u");
/** Cells that begin so are trimmed by some programs, and looked at again. */
const LEADING_CONTROL = /^'*[\t\r\n]/;

/**
 * A text that no spreadsheet runs as a formula, whatever it splits lines at: an apostrophe stands before each part that
 * begins like one, and before a cell that begins with a tab or line break. What looks guarded already gets one more, so
 * that `unguardedText` gives every text back. csv-stringify's own guard would put it before negative money too.
 */
export function guardedText(text: string): string {
  if (PLAIN_NUMBER.test(text)) return text;
  const guarded = eachPart(text, (part) => (FORMULA.test(part) ? `'${part}` : part));
  return LEADING_CONTROL.test(text) ? `'${guarded}` : guarded;
}

/** The text that a guarded one was made from. */
export function unguardedText(guarded: string): string {
  if (PLAIN_NUMBER.test(guarded)) return guarded;
  const text = LEADING_CONTROL.test(guarded) ? guarded.slice(1) : guarded;
  return eachPart(text, (part) => (FORMULA.test(part) ? part.slice(1) : part));
}

function eachPart(text: string, change: (part: string) => string): string {
  return text.split(SEPARATORS).map(change).join("");
}
