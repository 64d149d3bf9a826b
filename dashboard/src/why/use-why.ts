import { useExplains, useExplainsOfAssets } from "../data/explain.ts";
import type { Exportable } from "../export/exportable.ts";
import type { Asked } from "../states/asked.ts";
import { type WhyGroup, whyGroups } from "./why-groups.ts";
import { answerTo, whyQuestions } from "./why-questions.ts";
import type { WhyTarget } from "./why-target.ts";

interface Why {
  /** What has to be answered before anything adds up. */
  asked: readonly Asked<unknown>[];
  /** Null until all of it is. */
  groups: readonly WhyGroup[] | null;
  /** The questions, as calls that give the same. */
  calls: readonly Exportable[];
}

/** Asks what explains a number. */
export function useWhy({ parts }: WhyTarget): Why {
  const { paid, ofAssets } = whyQuestions(parts);
  const explained = useExplains(paid);
  const told = useExplainsOfAssets(ofAssets);
  const asked = [...explained, ...told];
  const isReady = asked.every(({ answer, isOld }) => answer !== undefined && !isOld);
  const groups = isReady
    ? whyGroups(parts, {
        explain: (input) =>
          answerTo(
            input,
            paid,
            explained.map(({ answer }) => answer),
          ),
        assets: (input) =>
          answerTo(
            input,
            ofAssets,
            told.map(({ answer }) => answer),
          ),
      })
    : null;
  const calls = [
    ...paid.map((input) => ({ procedure: "cost.explain", input })),
    ...ofAssets.map((input) => ({ procedure: "cost.explainAssets", input })),
  ];
  return { asked, groups, calls };
}
