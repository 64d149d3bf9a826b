import type { MoneyAnswer } from "@kubecent/sdk";
import type {
  AllocationQuery,
  AllocationRow,
  ExplainAnswer,
  ExplainQuery,
  LabelCostQuery,
  LabelCostRow,
} from "@kubecent/shared";
import type { Asked } from "../states/asked.ts";
import { useAllRows } from "./use-all-rows.ts";
import { useQuestion } from "./use-question.ts";

/** What was allocated, by up to four keys. */
export function useAllocation(input: AllocationQuery | null): Asked<MoneyAnswer<AllocationRow>> {
  return useAllRows({ name: "cost.allocation", input, procedure: ({ cost }) => cost.allocation });
}

/** What each value of a label cost. */
export function useLabelCosts(input: LabelCostQuery | null): Asked<MoneyAnswer<LabelCostRow>> {
  return useAllRows({ name: "cost.labels", input, procedure: ({ cost }) => cost.labels });
}

/** How a cost came about, line by line. */
export function useExplain(input: ExplainQuery | null): Asked<ExplainAnswer> {
  return useQuestion({
    name: "cost.explain",
    input,
    ask: (client, asked, options) => client.cost.explain.query(asked, options),
  });
}
