import { useMemo } from "react";
import { useShownWindow } from "../data/shown-window.ts";
import { useIdleChoice } from "../data/use-may-see-whole.ts";
import { useQuestion } from "../data/use-question.ts";
import type { Exportable } from "../export/exportable.ts";
import type { Asked } from "../states/asked.ts";
import type { IdleChoice, View } from "../url/view.ts";
import { type CostRow, fileOrder, findRows } from "./cost-rows.ts";
import { type Level, levelOf } from "./levels.ts";
import { type RowsAnswer, rowsAnswer, rowsOf, rowsQuestion } from "./rows-answer.ts";

export interface FoundRows {
  asked: Asked<RowsAnswer>;
  /** The view that the rows are of: while the next answer is on its way, still the one before. */
  view: View;
  level: Level;
  /** What became of idle in them: what the address says, for those who may see idle. */
  idle: IdleChoice;
  /** What gives a file of what is seen, in the order in which it is seen. */
  exportable: Exportable;
  /** All rows of the answer, and those that the search leaves. */
  all: readonly CostRow[];
  shown: readonly CostRow[];
}

/** The rows of a view, with what they cost before where that is asked for. */
export function useCostRows(view: View): FoundRows {
  const idle = useIdleChoice(view);
  const asked = useQuestion(rowsAnswer(view, idle));
  const { answer } = asked;
  useShownWindow({ ...asked, answer: answer?.costs });
  const { sort, tab, why, find, step } = view;
  const of = useMemo(
    () => ({ ...(answer?.view ?? view), sort, tab, why, find, step }),
    [answer?.view, view, sort, tab, why, find, step],
  );
  const all = useMemo(() => (answer ? rowsOf(answer) : []), [answer]);
  const shown = useMemo(() => findRows(all, find), [all, find]);
  const exportable = exportableOf(view, idle);
  return { asked, view: of, level: levelOf(of), idle: answer?.idle ?? idle, exportable, all, shown };
}

function exportableOf(view: View, idle: IdleChoice): Exportable {
  const order = fileOrder(view.sort ?? "-cost");
  const differs = [
    ...(order ? [] : ["The file has the dearest rows first: the service does not sort by this column."]),
    ...(view.find === "" ? [] : ["The file has all rows: the search is not part of it."]),
  ].join(" ");
  return {
    procedure: "cost.allocation",
    input: { ...rowsQuestion(view, idle), ...(order && { sort: order }) },
    differs: differs === "" ? undefined : differs,
  };
}
