import type { AnswerWindow, Coverage } from "@kubecent/sdk";
import type { Asked } from "../states/asked.ts";
import type { View } from "../url/view.ts";
import { useQuestion } from "./use-question.ts";
import { plainQuestion } from "./view-question.ts";

/** How much of a view's window was seen, what the window is in instants, and what its amounts are in. */
export interface WindowFacts {
  window: AnswerWindow;
  coverage: Coverage;
  currency: string;
}

/** Asks for no more than the head of an answer: one row. */
export function useCoverage(view: View): Asked<WindowFacts> {
  return useQuestion({
    name: "coverage",
    input: { ...plainQuestion(view), limit: 1 },
    ask: (client, input, options) => client.cost.namespaces.query(input, options),
  });
}
