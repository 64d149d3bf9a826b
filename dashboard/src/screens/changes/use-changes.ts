import type { ClusterCostTotals, MoneyAnswer } from "@kubecent/sdk";
import type { CompareAnswer, CompareQuery } from "@kubecent/shared";
import { useCompare } from "../../data/costs.ts";
import { useClusterCosts } from "../../data/costs.ts";
import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import { beforeQuestion, type PlainQuestion, plainQuestion } from "../../data/view-question.ts";
import type { Asked } from "../../states/asked.ts";
import type { View } from "../../url/view.ts";
import { type ChangeStep, splitChange } from "./split-change.ts";
import { aggregateOf } from "./compare-row.ts";
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
  const plain = plainQuestion(view);
  const question = { ...plain, ...beforeQuestion(view), aggregate: aggregateOf(view.by) };
  const compared = useCompare(question);
  const isWhole = useMaySeeWhole(view) && !isNarrowed(plain);
  const now = useClusterCosts(plain);
  // Where the earlier window lies is the service's to say.
  const earlier = compared.answer && !compared.isOld ? compared.answer.before : undefined;
  const then = useClusterCosts(earlier ? { ...plain, window: undefined, ...endsOf(earlier) } : null);
  const steps =
    compared.answer && now.answer && then.answer
      ? stepsOf(compared.answer, [then.answer, now.answer], isWhole)
      : undefined;
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

function endsOf({ start, end }: { start: string; end: string }): { start: string; end: string } {
  return { start, end };
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
