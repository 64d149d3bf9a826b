import { formatNano } from "@kubecent/shared/money";
import { money } from "../../format/money.ts";
import type { Reader } from "../../format/reader.ts";
import { stretch } from "../../format/times.ts";
import { type Bucket, type Series, sumNano } from "../geometry/chart-parts.ts";
import type { Column } from "../geometry/stack.ts";
import type { ChartRows } from "./chart-table.tsx";

/** In which currency, language and zone a chart is read. */
export interface ChartStyle {
  readonly currency: string;
  readonly reader: Reader;
}

/** An amount of a chart; what is unknown is a dash. */
export function nanoText(nano: bigint | null | undefined, { currency, reader }: ChartStyle): string {
  if (nano === null || nano === undefined) return "–";
  return money(formatNano(nano), { currency, locale: reader.locale });
}

/** How much of a bucket was seen, in words; undefined for all of it. */
export function stateText({ state, reason }: Bucket): string | undefined {
  if (state === "seen") return undefined;
  const seen = state === "gap" ? "Not seen" : "Seen in part";
  return reason === undefined ? seen : `${seen}: ${reason}`;
}

const MOST_READ = 3;

interface ReadColumn {
  columns: readonly Column[];
  /** Which of them. */
  at: number;
  series: readonly Series[];
  style: ChartStyle;
}

/** One column in one line, for reading aloud: when, how much, and the largest parts of it. */
export function columnLine({ columns, at, series, style }: ReadColumn): string {
  const column = columns[at];
  if (!column) return "";
  const largest = series
    .map(({ label, amounts }) => ({ label, nano: amounts[at] ?? 0n }))
    .filter(({ nano }) => nano > 0n)
    .toSorted((one, other) => (one.nano < other.nano ? 1 : -1))
    .slice(0, MOST_READ)
    .map(({ label, nano }) => `${label} ${nanoText(nano, style)}`);
  const total = column.total === null ? "unknown" : nanoText(column.total, style);
  const state = stateText(column.bucket);
  return [`${stretch(column.bucket, style.reader)}: ${total}`, ...largest, ...(state ? [state] : [])].join(
    "; ",
  );
}

/** The stack as a table: a row for each column, a column for each series, sums at its foot. */
export function stackRows(
  columns: readonly Column[],
  series: readonly Series[],
  style: ChartStyle,
): ChartRows {
  return {
    head: ["When", ...series.map(({ label }) => label), "Total", "Seen"],
    body: columns.map(({ bucket, total }, index) => [
      stretch(bucket, style.reader),
      ...series.map(({ amounts }) => nanoText(amounts[index], style)),
      nanoText(total, style),
      stateText(bucket) ?? "all of it",
    ]),
    foot: [
      "Sum of what is known",
      ...series.map(({ amounts }) => nanoText(sumNano(amounts), style)),
      nanoText(sumNano(columns.map(({ total }) => total)), style),
      "",
    ],
  };
}
