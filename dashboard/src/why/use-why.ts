import { explainedCosts } from "../data/cost-questions.ts";
import { useQuestion } from "../data/use-question.ts";
import type { Exportable } from "../export/exportable.ts";
import type { Asked } from "../states/asked.ts";
import { type WhyGroup, whyGroups } from "./why-groups.ts";
import { answerTo, whyQuestions } from "./why-questions.ts";
import type { WhyTarget } from "./why-target.ts";

interface Why {
  /** What has to be answered before anything adds up. */
  asked: Asked<unknown>;
  /** Null until it is. */
  groups: readonly WhyGroup[] | null;
  /** The questions, as calls that give the same. */
  calls: readonly Exportable[];
}

/** Asks what explains a number. */
export function useWhy({ parts }: WhyTarget): Why {
  const questions = whyQuestions(parts);
  const { paid, ofAssets } = questions;
  const asked = useQuestion(explainedCosts(questions));
  const { answer, isOld } = asked;
  const groups =
    answer && !isOld
      ? whyGroups(parts, {
          explain: (input) => answerTo(input, paid, answer.paid),
          assets: (input) => answerTo(input, ofAssets, answer.ofAssets),
        })
      : null;
  const calls = [
    ...paid.map((input) => ({ procedure: "cost.explain", input })),
    ...ofAssets.map((input) => ({ procedure: "cost.explainAssets", input })),
  ];
  return { asked, groups, calls };
}
