import type { ClusterCostTotals, MoneyAnswer } from "@kubecent/sdk";
import type { CompareAnswer, CompareQuery } from "@kubecent/shared";
import { useShownWindow } from "../../data/shown-window.ts";
import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import { useQuestion } from "../../data/use-question.ts";
import type { PlainQuestion } from "../../data/view-question.ts";
import type { Asked } from "../../states/asked.ts";
import type { View } from "../../url/view.ts";
import { type ChangeStep, splitChange } from "./split-change.ts";
import { changesQuestions } from "./changes-questions.ts";
import { allocatedChange, partCost, wholeCost } from "./window-cost.ts";

/** What the screen of changes knows. */
export interface Changes {
  readonly question: CompareQuery;
  readonly compared: Asked<CompareAnswer>;
  /** Every question that the steps need. */
  readonly asked: readonly Asked<unknown>[];
  /** Undefined until all of them are answered. */
  readonly steps: ChangeStep[] | undefined;
  /** The answer about the window before: its hours, and how much of them was seen. */
  readonly before: MoneyAnswer<unknown, ClusterCostTotals> | undefined;
  /** Whether idle and the fee are part of the totals. */
  readonly isWhole: boolean;
}

/** Compares two windows: by rows, and in steps from one total to the other. */
export function useChanges(view: View): Changes {
  const questions = changesQuestions(view);
  const compared = useQuestion(questions.compared);
  useShownWindow(compared);
  const isWhole = useMaySeeWhole(view) && !isNarrowed(questions.plain);
  const now = useQuestion(questions.now);
  const then = useQuestion(questions.earlier(compared.isOld ? undefined : compared.answer));
  const steps =
    compared.answer && now.answer && then.answer
      ? stepsOf(compared.answer, [then.answer, now.answer], isWhole)
      : undefined;
  const { question } = questions;
  return { question, compared, asked: [compared, now, then], steps, before: then.answer, isWhole };
}

type Whole = MoneyAnswer<unknown, ClusterCostTotals>;

function stepsOf(
  compared: CompareAnswer,
  [then, now]: readonly [Whole, Whole],
  isWhole: boolean,
): ChangeStep[] {
  const { totals } = compared;
  return splitChange({
    before: isWhole ? wholeCost(then) : partCost(totals.beforeCost, then),
    after: isWhole ? wholeCost(now) : partCost(totals.cost, now),
    change: allocatedChange(totals),
    isWhole,
  });
}

/** Whether a question is about a part of its clusters: idle and the fee belong to all of them. */
function isNarrowed({
  namespace,
  node,
  controllerKind,
  controller,
  pod,
  container,
  label,
}: PlainQuestion): boolean {
  return [namespace, node, controllerKind, controller, pod, container, label].some(
    (each) => each !== undefined,
  );
}
