import { clusterPrices, reconciledHours } from "../../data/asset-questions.ts";
import { clusterCosts } from "../../data/cost-questions.ts";
import { plainQuestion } from "../../data/view-question.ts";
import type { View } from "../../url/view.ts";
import { clusterOf } from "../assets/assets-questions.ts";

/** What is asked about whole clusters: filters by what runs in them say nothing here. */
export function trustQuestions(view: View, maySeeWhole: boolean) {
  const { window, start, end, timeZone, cluster, currency } = plainQuestion(view);
  const question = { window, start, end, timeZone, cluster, currency };
  return {
    question,
    reconciled: reconciledHours(maySeeWhole ? question : null),
    costs: clusterCosts(question),
    prices: clusterPrices(maySeeWhole ? clusterOf(view) : null),
  };
}
