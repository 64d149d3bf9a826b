import type {
  AdviceFilter,
  PatchQuery,
  RecommendationListAnswer,
  RecommendationListQuery,
  RecommendationPatch,
  RecommendationRow,
  RecommendationSavings,
  RecommendationSummary,
  SavingsQuery,
} from "@kubecent/shared";
import { allRows } from "./all-rows.ts";
import type { Question } from "./question.ts";

/** What to do about it, row by row. */
export function adviceRows(
  input: RecommendationListQuery | null,
): Question<RecommendationListQuery, RecommendationListAnswer> {
  return allRows({
    name: "recommendations.list",
    input,
    procedure: ({ recommendations }) => recommendations.list,
  });
}

/** One recommendation by its id, wherever it stands. */
export function oneAdvice(input: { id: string } | null): Question<{ id: string }, RecommendationRow> {
  return {
    name: "recommendations.get",
    input,
    ask: ({ recommendations }, asked, options) => recommendations.get.query(asked, options),
  };
}

/** What all that is open frees, and by how much the bill falls. */
export function adviceSums(input: AdviceFilter | null): Question<AdviceFilter, RecommendationSummary> {
  return {
    name: "recommendations.summary",
    input,
    ask: ({ recommendations }, asked, options) => recommendations.summary.query(asked, options),
  };
}

/** What advice has brought that was applied. */
export function savedByAdvice(input: SavingsQuery | null): Question<SavingsQuery, RecommendationSavings> {
  return {
    name: "recommendations.savings",
    input,
    ask: ({ recommendations }, asked, options) => recommendations.savings.query(asked, options),
  };
}

/** Open advice on sizes, written down to be applied. */
export function advicePatch(input: PatchQuery | null): Question<PatchQuery, RecommendationPatch> {
  return {
    name: "recommendations.patch",
    input,
    ask: ({ recommendations }, asked, options) => recommendations.patch.query(asked, options),
  };
}
