import { CostError } from "@kubecent/shared";
import type { Request } from "express";
import type { AnswerRow } from "../../api/whole-answer.ts";
import { csvHead, csvRecords } from "./csv-text.ts";
import type { Column } from "./file-columns.ts";

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

/** The formats of files. */
export const FILE_FORMATS: readonly FileFormat[] = [CSV, NDJSON];

/** The parameter by which a browser's address, which sets no headers, asks for a file. */
export const FORMAT_PARAMETER = "format";
/** Its values. */
export const FORMAT_NAMES: readonly string[] = ["json", ...FILE_FORMATS.map(({ name }) => name)];

const JSON_TYPE = "application/json";
const NAMES_A_FILE = /text\/(csv|\*)|ndjson/i;

/**
 * The format of the file that is wanted, or null for JSON. The parameter counts more than `Accept`, which browsers fill
 * in by themselves. Who accepts none of our formats gets JSON. Throws VALIDATION_FAILED for one that there is not.
 */
export function chosenFormat(req: Request, parameter: unknown): FileFormat | null {
  if (parameter === undefined) return acceptedFormat(req);
  if (!FORMAT_NAMES.some((name) => name === parameter)) throw unknownFormat();
  return FILE_FORMATS.find(({ name }) => name === parameter) ?? null;
}

/** Whether the header may ask for anything but JSON: a look that costs little, for every request. */
export function mayAcceptFile({ headers }: Pick<Request, "headers">): boolean {
  return headers.accept !== undefined && NAMES_A_FILE.test(headers.accept);
}

function acceptedFormat(req: Request): FileFormat | null {
  if (!mayAcceptFile(req)) return null;
  const best = req.accepts([JSON_TYPE, ...FILE_FORMATS.map(({ mediaType }) => mediaType)]);
  return FILE_FORMATS.find(({ mediaType }) => mediaType === best) ?? null;
}

function unknownFormat(): CostError {
  const message = `must be ${FORMAT_NAMES.join(", ")}`;
  const details = [{ field: FORMAT_PARAMETER, message, type: "invalid_value" }];
  return new CostError("VALIDATION_FAILED", `${FORMAT_PARAMETER}: ${message}`, { details });
}
