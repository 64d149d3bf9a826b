import type { MoneyAnswer } from "@kubecent/sdk";
import type { AllocationQuery, AllocationRow, CompareAnswer } from "@kubecent/shared";
import { useMemo } from "react";
import { useAllocation } from "../data/allocation.ts";
import { useCompare } from "../data/compare.ts";
import { useIdleChoice } from "../data/use-may-see-whole.ts";
import { beforeQuestion, costQuestion, plainQuestion } from "../data/view-question.ts";
import type { Exportable } from "../export/exportable.ts";
import type { Asked } from "../states/asked.ts";
import type { IdleChoice, View } from "../url/view.ts";
import { type CostRow, costRows, findRows } from "./cost-rows.ts";
import { fileOrder } from "./file-order.ts";
import { type Level, levelOf } from "./levels.ts";

export interface FoundRows {
  level: Level;
  /** What became of idle: what the address says, for those who may see idle. */
  idle: IdleChoice;
  question: AllocationQuery;
  /** What gives a file of what is seen, in the order in which it is seen. */
  exportable: Exportable;
  costs: Asked<MoneyAnswer<AllocationRow>>;
  compared: Asked<CompareAnswer>;
  /** All rows of the answer, and those that the search leaves. */
  all: readonly CostRow[];
  shown: readonly CostRow[];
}

/** The rows of a view, with what they cost before where that is asked for. */
export function useCostRows(view: View): FoundRows {
  const idle = useIdleChoice(view);
  const level = levelOf(view);
  const question = { ...costQuestion(view, idle), aggregate: level.aggregate };
  const costs = useAllocation(question);
  const compared = useCompare(
    view.versus === null
      ? null
      : { ...plainQuestion(view), ...beforeQuestion(view), aggregate: level.aggregate },
  );
  const rows = costs.answer?.rows;
  const before = view.versus === null ? undefined : compared.answer?.rows;
  const all = useMemo(
    () => costRows(rows ?? [], { view, level: levelOf(view), compared: before }),
    [rows, before, view],
  );
  const shown = useMemo(() => findRows(all, view.find), [all, view.find]);
  return { level, idle, question, exportable: exportableOf(question, view), costs, compared, all, shown };
}

function exportableOf(question: AllocationQuery, { sort, find }: View): Exportable {
  const order = fileOrder(sort ?? "-cost");
  const differs = [
    ...(order ? [] : ["The file has the dearest rows first: the service does not sort by this column."]),
    ...(find === "" ? [] : ["The file has all rows: the search is not part of it."]),
  ].join(" ");
  return {
    procedure: "cost.allocation",
    input: { ...question, ...(order && { sort: order }) },
    differs: differs === "" ? undefined : differs,
  };
}
