import type { RecommendationRow } from "@kubecent/shared";
import { oneAdvice } from "../../data/advice-questions.ts";
import { useQuestion } from "../../data/use-question.ts";
import { useView } from "../../url/use-view.ts";
import type { View } from "../../url/view.ts";
import { savingsQuestions } from "./savings-questions.ts";

/** Advice in a view: its rows under the tab that is open, its sums, and what was saved by it. */
export function useSavings(view: View) {
  const { tab, listed, rows, sums, saved } = savingsQuestions(view);
  return { tab, listed, rows: useQuestion(rows), sums: useQuestion(sums), saved: useQuestion(saved) };
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The rows among which `why=` is looked for: those of the list and, where it names a recommendation that is not among them, such
 * as one that was put aside just now, that one.
 */
export function useExplainedRows(
  rows: readonly RecommendationRow[] | undefined,
): readonly RecommendationRow[] {
  const { why } = useView();
  const isElsewhere = why !== null && ID.test(why) && rows?.every(({ id }) => id !== why) === true;
  const { answer, isOld } = useQuestion(oneAdvice(isElsewhere ? { id: why } : null));
  return isElsewhere && answer && !isOld ? [...(rows ?? []), answer] : (rows ?? []);
}
