import type { MoneyAnswer, Step, TimeseriesQuery, TimeseriesRow } from "@kubecent/sdk";
import { useTimeseries, useTimeseriesOf } from "../data/costs.ts";
import { costQuestion, plainQuestion } from "../data/view-question.ts";
import { rowFilter } from "../rows/cost-rows.ts";
import type { CostRow } from "../rows/cost-rows.ts";
import type { Asked } from "../states/asked.ts";
import type { IdleChoice, View } from "../url/view.ts";
import { stepFor } from "./series-of.ts";

/** As many as there are colours. */
const MOST_PARTS = 8;

export interface OverTime {
  step: Step;
  whole: Asked<MoneyAnswer<TimeseriesRow>>;
  /** The dearest rows, each over time, in their order. */
  parts: readonly { row: CostRow; asked: Asked<MoneyAnswer<TimeseriesRow>> }[];
  /** The whole of an earlier window. */
  before: Asked<MoneyAnswer<TimeseriesRow>>;
  asked: readonly Asked<unknown>[];
}

interface OverTimeOf {
  view: View;
  idle: IdleChoice;
  rows: readonly CostRow[];
  window: { start: string; end: string };
  /** The window to draw as a line behind; null for none. */
  earlier: { start: string; end: string } | null;
}

/** Asks for a view over time: as a whole, its dearest rows one by one, and an earlier window. */
export function useOverTime({ view, idle, rows, window, earlier }: OverTimeOf): OverTime {
  const step = view.step ?? stepFor({ start: Date.parse(window.start), end: Date.parse(window.end) });
  const question: TimeseriesQuery = { ...overTime(view, idle), step };
  const whole = useTimeseries(question);
  const named = rows.filter(({ special }) => special === null).slice(0, MOST_PARTS);
  const partIdle = idle === "show" ? "hide" : idle;
  const parts = useTimeseriesOf(
    named.map((row) => ({ ...overTime({ ...view, ...rowFilter(view, row) }, partIdle), step })),
  );
  const { window: _named, start: _start, end: _end, ...rest } = question;
  const before = useTimeseries(earlier && { ...rest, start: earlier.start, end: earlier.end });
  return {
    step,
    whole,
    before,
    parts: named.flatMap((row, index) => {
      const asked = parts[index];
      return asked ? [{ row, asked }] : [];
    }),
    asked: [whole, ...parts],
  };
}

/** Over time idle is always spread by cost: a stretch is one row, and there is nobody to share with in equal parts. */
function overTime(view: View, choice: IdleChoice): TimeseriesQuery {
  const { idle } = costQuestion(view, choice);
  return { ...plainQuestion(view), ...(idle && { idle }) };
}
