import { useQuestion } from "../../data/use-question.ts";
import { useCaller } from "../../session/signed-in.tsx";
import { useView } from "../../url/use-view.ts";
import { watchQuestions } from "./watch-questions.ts";

/** What wants a look: budgets, alerts, anomalies, and the month to come. */
export function useWatch() {
  const { standings, alerts, found, coming } = watchQuestions(useView(), useCaller());
  return {
    standings: useQuestion(standings),
    alerts: useQuestion(alerts),
    found: useQuestion(found),
    coming: useQuestion(coming),
  };
}
