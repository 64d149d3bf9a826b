import { useClusterStatus } from "../../data/clusters.ts";
import { useShownWindow } from "../../data/shown-window.ts";
import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import { useQuestion } from "../../data/use-question.ts";
import type { View } from "../../url/view.ts";
import { trustQuestions } from "./trust-questions.ts";

/** What speaks for the numbers of a view, and against them. */
export function useTrust(view: View) {
  const maySeeWhole = useMaySeeWhole(view);
  const questions = trustQuestions(view, maySeeWhole);
  const costs = useQuestion(questions.costs);
  useShownWindow(costs);
  return {
    question: questions.question,
    maySeeWhole,
    status: useClusterStatus(),
    reconciled: useQuestion(questions.reconciled),
    costs,
    prices: useQuestion(questions.prices),
  };
}
