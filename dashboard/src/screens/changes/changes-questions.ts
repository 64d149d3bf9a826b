import type { ClusterCostRow, ClusterCostTotals, CostQuery, MoneyAnswer } from "@kubecent/sdk";
import type { CompareAnswer, CompareQuery } from "@kubecent/shared";
import { clusterCosts, comparedCosts } from "../../data/cost-questions.ts";
import type { Question } from "../../data/question.ts";
import { beforeQuestion, type PlainQuestion, plainQuestion } from "../../data/view-question.ts";
import type { View } from "../../url/view.ts";
import { aggregateOf } from "./compare-row.ts";

type ClusterCosts = Question<CostQuery, MoneyAnswer<ClusterCostRow, ClusterCostTotals>>;

interface ChangesQuestions {
  plain: PlainQuestion;
  question: CompareQuery;
  compared: Question<CompareQuery, CompareAnswer>;
  now: ClusterCosts;
  /** Where the earlier window lies is the service's to say. */
  earlier: (compared: CompareAnswer | undefined) => ClusterCosts;
}

/** What the screen of changes asks. */
export function changesQuestions(view: View): ChangesQuestions {
  const plain = plainQuestion(view);
  const question = { ...plain, ...beforeQuestion(view), aggregate: aggregateOf(view.by) };
  return {
    plain,
    question,
    compared: comparedCosts(question),
    now: clusterCosts(plain),
    earlier: (answer) =>
      clusterCosts(
        answer ? { ...plain, window: undefined, start: answer.before.start, end: answer.before.end } : null,
      ),
  };
}
