import type { AnswerRow } from "../../api/exports/whole-answer.ts";
import type { Column } from "./file-columns.ts";
import { csvHead, csvRecords } from "./csv-text.ts";

/** How rows are written into a file. */
export interface FileFormat {
  /** As `format=` names it, and how a file's name ends. */
  readonly name: FileFormatName;
  /** As `Accept` names it. */
  readonly mediaType: string;
  readonly contentType: string;
  readonly head: (columns: readonly Column[]) => string;
  readonly records: (rows: readonly AnswerRow[], columns: readonly Column[]) => string;
}

export type FileFormatName = "csv" | "ndjson";

const CSV: FileFormat = {
  name: "csv",
  mediaType: "text/csv",
  contentType: "text/csv; charset=utf-8; header=present",
  head: csvHead,
  records: csvRecords,
};

/** Each row as it stands in the JSON answer, on a line of its own. */
const NDJSON: FileFormat = {
  name: "ndjson",
  mediaType: "application/x-ndjson",
  contentType: "application/x-ndjson; charset=utf-8",
  head: () => "",
  records: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
};

/** The formats in which an answer can be had whole. */
export const FILE_FORMATS: readonly FileFormat[] = [CSV, NDJSON];
