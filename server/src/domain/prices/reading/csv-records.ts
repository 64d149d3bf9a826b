import { CsvError, parse } from "csv-parse/sync";

/** A record of a CSV file: its line, and its cells by the names of the first line; empty ones are left out. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** What a CSV file holds, or all that keeps it from being read. */
export type CsvText = { readonly records: readonly CsvRecord[] } | { readonly fault: string };

const SEPARATORS = [",", ";", "\t", "|"];

/**
 * Reads a CSV text whose first line names its columns, `key` among them: that line tells what separates cells. Lines
 * before it that begin with `#` are comments, and so is Excel's `sep=;`.
 */
export function readCsv(text: string, key: string): CsvText {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  const at = lines.findIndex((line) => !/^\s*(#|$|sep=.$)/i.test(line));
  const head = lines[at] ?? "";
  const delimiter = SEPARATORS.find((each) => cellsOf(head, each).includes(key));
  if (delimiter === undefined) {
    return {
      fault: `line ${at + 1}: found the columns ${head.slice(0, 200)}, wanted a line of names with ${key} among them`,
    };
  }
  try {
    const found = parse<{ record: Record<string, string>; info: { lines: number } }>(
      lines.slice(at).join("\n"),
      {
        columns: (names: string[]) => names.map((name) => name.trim()),
        delimiter,
        comment: "#",
        comment_no_infix: true,
        info: true,
        skip_empty_lines: true,
        trim: true,
      },
    );
    const records = found.map(({ record, info }) => ({ line: info.lines + at, cells: withoutEmpty(record) }));
    return { records: records.filter(({ cells }) => Object.keys(cells).length > 0) };
  } catch (error) {
    return { fault: csvFault(error, at, cellsOf(head, delimiter).length) };
  }
}

function cellsOf(line: string, separator: string): string[] {
  return line.split(separator).map((cell) => cell.trim().replaceAll(/^"|"$/g, ""));
}

function withoutEmpty(record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ""));
}

function csvFault(error: unknown, before: number, columns: number): string {
  if (!(error instanceof CsvError)) throw error;
  const { code, lines, record }: { code: string; lines?: number; record?: unknown } = Object.assign(
    {},
    error,
  );
  const place = lines === undefined ? "" : `line ${lines + before}: `;
  if (code === "CSV_RECORD_INCONSISTENT_COLUMNS" && Array.isArray(record)) {
    return (
      `${place}found ${record.length} cells, wanted ${columns} as in the first line; ` +
      "put a text that holds the separator, such as a decimal comma, in quotes"
    );
  }
  return `${place}found a quote that does not end where its cell does, wanted cells as CSV writes them`;
}
