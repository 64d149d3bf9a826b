import type { ExplainAnswer, ExplainQuery } from "@kubecent/shared";
import type { Asked } from "../states/asked.ts";
import { useQuestion } from "./use-question.ts";

/** How a cost came about, line by line. */
export function useExplain(input: ExplainQuery | null): Asked<ExplainAnswer> {
  return useQuestion({
    name: "cost.explain",
    input,
    ask: (client, asked, options) => client.cost.explain.query(asked, options),
  });
}
