import type {
  CallOptions,
  KubeCentClient,
  MoneyAnswer,
  Step,
  TimeseriesQuery,
  TimeseriesRow,
} from "@kubecent/sdk";
import { askAll } from "../data/ask-all.ts";
import type { Question } from "../data/question.ts";
import { type CostRow, costRows, hasCost } from "../rows/cost-rows.ts";
import { levelOf } from "../rows/levels.ts";
import type { IdleChoice, View } from "../url/view.ts";
import { partsQuery, wholeQuery } from "./parts-query.ts";
import { type PartOverTime, stepFor } from "./series-of.ts";

/** As many as there are colours. */
const MOST_PARTS = 8;

/** A view over time, as a whole and by its dearest rows. */
export interface OverTimeAnswer {
  step: Step;
  whole: MoneyAnswer<TimeseriesRow>;
  /** In the order of the rows. */
  parts: readonly PartOverTime[];
}

interface OverTimeInput {
  whole: TimeseriesQuery;
  /** Asks for all parts at once; null where there are none. */
  parts: TimeseriesQuery | null;
  rows: readonly { key: string; label: string }[];
}

export interface OverTimeOf {
  view: View;
  idle: IdleChoice;
  rows: readonly CostRow[];
  window: { start: string; end: string };
}

/** Asks for a view over time: the whole, and its dearest rows. */
export function overTimeQuestion({
  view,
  idle,
  rows,
  window,
}: OverTimeOf): Question<OverTimeInput, OverTimeAnswer> {
  const step = stepOf(view, window);
  const named = rows.filter((row) => row.special === null && hasCost(row)).slice(0, MOST_PARTS);
  return {
    name: "over time",
    input: {
      whole: { ...wholeQuery(view, idle), step },
      parts: named.length === 0 ? null : { ...partsQuery(view, idle, named), step },
      rows: named.map(({ key, name }) => ({ key, label: name })),
    },
    ask: async (client, input, options) => {
      const [whole, parts] = await Promise.all([
        askSeries(client, input.whole, options),
        input.parts && askSeries(client, input.parts, options),
      ]);
      const byKey = seriesByKey(parts?.rows ?? [], view);
      return { step, whole, parts: input.rows.map((row) => ({ ...row, rows: byKey.get(row.key) ?? [] })) };
    },
  };
}

/** Asks for the whole of an earlier window, drawn behind. */
export function earlierQuestion(
  { view, idle, window }: Omit<OverTimeOf, "rows">,
  earlier: { start: string; end: string } | null,
): Question<TimeseriesQuery, MoneyAnswer<TimeseriesRow>> {
  const { window: _named, start: _start, end: _end, ...rest } = wholeQuery(view, idle);
  return {
    name: "cost.timeseries, all rows",
    input: earlier && { ...rest, step: stepOf(view, window), start: earlier.start, end: earlier.end },
    ask: askSeries,
  };
}

function stepOf(view: View, { start, end }: OverTimeOf["window"]): Step {
  return view.step ?? stepFor({ start: Date.parse(start), end: Date.parse(end) });
}

function seriesByKey(rows: readonly TimeseriesRow[], view: View): Map<string, TimeseriesRow[]> {
  const named = costRows(rows, { view, level: levelOf(view), compared: undefined });
  return Map.groupBy(rows, (_row, index) => named[index]?.key ?? "");
}

function askSeries(
  { cost }: KubeCentClient,
  input: TimeseriesQuery,
  options: CallOptions,
): Promise<MoneyAnswer<TimeseriesRow>> {
  // All of them: a sum that lacks its last rows would be drawn as a fall.
  return askAll(cost.timeseries, input, { ...options, mostRows: Infinity });
}
