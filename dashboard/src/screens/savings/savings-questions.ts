import type { AdviceFilter, RecommendationListQuery } from "@kubecent/shared";
import { adviceRows, adviceSums, savedByAdvice } from "../../data/advice-questions.ts";
import { plainQuestion } from "../../data/view-question.ts";
import type { View } from "../../url/view.ts";

/** Parts of the screen; the first one is shown where the address names none. */
export const SAVINGS_TABS = ["open", "applied", "dismissed", "no-advice", "patches"] as const;
export type SavingsTab = (typeof SAVINGS_TABS)[number];

const ROWS_OF: Readonly<Record<SavingsTab, Pick<RecommendationListQuery, "state" | "insufficient">>> = {
  open: {},
  applied: { state: ["applied", "verified", "regressed", "not_comparable"] },
  dismissed: { state: "dismissed" },
  "no-advice": { insufficient: true },
  patches: {},
};

/** Which advice a view is about. It goes by its own days: the window of the address says nothing here. */
export function adviceFilter(view: View): AdviceFilter {
  const { cluster, namespace, controllerKind, controller, container, currency } = plainQuestion(view);
  return { cluster, namespace, controllerKind, controller, container, currency };
}

/** What is asked when the screen opens. */
export function savingsQuestions(view: View) {
  const filter = adviceFilter(view);
  const { cluster, namespace, currency } = filter;
  const tab = SAVINGS_TABS.find((name) => name === view.tab) ?? "open";
  const listed = { ...filter, ...ROWS_OF[tab] };
  return {
    tab,
    listed,
    rows: adviceRows(listed),
    sums: adviceSums(filter),
    saved: savedByAdvice({ cluster, namespace, currency }),
  };
}
