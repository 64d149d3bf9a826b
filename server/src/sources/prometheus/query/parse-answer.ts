import { z } from "zod";
import type { Series } from "../series/series.ts";
import { SourceError } from "../../source-error.ts";

/** What Prometheus answered: the series, and whether it warned that some are missing. */
export interface QueryAnswer {
  readonly series: Series[];
  readonly isPartial: boolean;
}

const answerSchema = z.object({
  status: z.literal("success"),
  data: z.object({ resultType: z.enum(["matrix", "vector"]), result: z.array(z.unknown()) }),
  warnings: z.array(z.string()).nullish(),
});

/** Notes on the query itself, which Prometheus 2.48 and later list among the warnings. */
const REMARK = /^PromQL (?:info|warning)/;

/**
 * Reads the answer to a query for a vector or matrix. Samples that are no finite number are dropped, and
 * series without samples too. Throws SourceError where the text is no such answer.
 */
export function parseAnswer(text: string): QueryAnswer {
  try {
    return parseRows(text) ?? toAnswer(answerSchema.parse(JSON.parse(text)));
  } catch (cause) {
    const remedy = "is this the address of a Prometheus server?";
    throw new SourceError(`it answered something else than series: ${remedy}`, { cause });
  }
}

/** Row by row, where the text is cut easily; null where it is not. */
function parseRows(text: string): QueryAnswer | null {
  const cut = splitRows(text);
  if (cut === null) return null;

  try {
    const answer = answerSchema.parse(JSON.parse(cut.envelope));
    return toAnswer(answer, parsed(cut.rows));
  } catch {
    // Cut wrong, or no answer at all: parsing it whole tells.
    return null;
  }
}

function* parsed(rows: Iterable<string>): Generator {
  for (const row of rows) yield JSON.parse(row);
}

function toAnswer(
  { data, warnings }: z.output<typeof answerSchema>,
  rows: Iterable<unknown> = data.result,
): QueryAnswer {
  const series: Series[] = [];
  for (const row of rows) {
    const each = toSeries(row, series.at(-1));
    if (each.times.length > 0) series.push(each);
  }
  return { series, isPartial: (warnings ?? []).some((warning) => !REMARK.test(warning)) };
}

function toSeries(row: unknown, before: Series | undefined): Series {
  const { labels, points } = readRow(row);
  const times = new Float64Array(points.length);
  const numbers = new Float64Array(points.length);
  let length = 0;
  for (const point of points) {
    const number = readPoint(point, times, length);
    if (!Number.isFinite(number)) continue;
    numbers[length] = number;
    length++;
  }
  return {
    labels,
    times: kept(times.subarray(0, length), before?.times),
    values: kept(numbers.subarray(0, length), before?.values),
  };
}

/** By hand, for an hour has a hundred thousand rows and millions of points: a schema copies all labels of each. */
function readRow(row: unknown): { labels: Record<string, string>; points: readonly unknown[] } {
  if (!isRecord(row) || !isLabels(row["metric"]))
    throw new TypeError("a row must have labels that are texts");
  const { metric: labels, value, values } = row;
  if (values !== undefined && !Array.isArray(values)) throw new TypeError("samples must be a list");
  return { labels, points: values ?? (value === undefined ? [] : [value]) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isLabels(value: unknown): value is Record<string, string> {
  if (!isRecord(value)) return false;
  for (const name in value) if (typeof value[name] !== "string") return false;
  return true;
}

/** Series of one target have the same times, and states the same values: kept once they take half the memory. */
function kept(numbers: Float64Array, before: Float64Array | undefined): Float64Array {
  const isSame =
    before?.length === numbers.length && numbers.every((number, index) => number === before[index]);
  return isSame ? before : numbers.slice();
}

function readPoint(point: unknown, times: Float64Array, index: number): number {
  if (!Array.isArray(point)) throw new TypeError("a sample must be a pair");
  const seconds: unknown = point[0];
  const text: unknown = point[1];
  if (typeof seconds !== "number" || typeof text !== "string") {
    throw new TypeError("a sample must be a time and a text");
  }
  times[index] = Math.round(seconds * 1000);
  return text === "" ? Number.NaN : Number(text);
}

const RESULT = '"result":[';
const ROW = '{"metric":';
/** A sample's end, its row's end, and the end of all rows. */
const END = "]}]";

/** An answer cut up: what is around its rows, without them, and each row as JSON. */
interface CutAnswer {
  readonly envelope: string;
  readonly rows: Iterable<string>;
}

/**
 * Cuts the text of an answer at its rows, so that they can be parsed one by one: parsed at once, the points
 * of 5 MB of text would take 60 MB. Null where the text is not written as Prometheus writes it. No label can
 * look like a row, because quotes in it are escaped.
 */
function splitRows(text: string): CutAnswer | null {
  const result = text.indexOf(RESULT);
  const first = result + RESULT.length;
  if (result < 0 || !text.startsWith(ROW, first)) return null;

  const values = text.lastIndexOf('"value', text.length);
  const end = text.indexOf(END, Math.max(values, text.lastIndexOf(ROW)));
  if (end < 0) return null;

  const past = end + END.length - 1;
  return { envelope: `${text.slice(0, first)}${text.slice(past)}`, rows: rowsIn(text, first, past) };
}

function* rowsIn(text: string, first: number, past: number): Generator<string> {
  for (let start = first; start < past; ) {
    const next = text.indexOf(`,${ROW}`, start);
    const end = next < 0 || next > past ? past : next;
    yield text.slice(start, end);
    start = end + 1;
  }
}
