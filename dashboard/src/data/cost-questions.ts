import type {
  ClusterCostRow,
  ClusterCostTotals,
  CostQuery,
  CostWithIdleQuery,
  MoneyAnswer,
  NamespaceCostRow,
  NodeCostRow,
  NodeCostTotals,
  WorkloadCostRow,
} from "@kubecent/sdk";
import type {
  CompareAnswer,
  CompareQuery,
  ExplainAnswer,
  ExplainAssetsAnswer,
  ExplainAssetsQuery,
  ExplainQuery,
} from "@kubecent/shared";
import { allRows } from "./all-rows.ts";
import type { Question } from "./question.ts";

/** Each cluster with all its parts, and the change against the window before. */
export function clusterCosts(
  input: CostQuery | null,
): Question<CostQuery, MoneyAnswer<ClusterCostRow, ClusterCostTotals>> {
  return allRows({ name: "cost.cluster", input, procedure: ({ cost }) => cost.cluster });
}

export function namespaceCosts(
  input: CostWithIdleQuery | null,
): Question<CostWithIdleQuery, MoneyAnswer<NamespaceCostRow>> {
  return allRows({ name: "cost.namespaces", input, procedure: ({ cost }) => cost.namespaces });
}

export function workloadCosts(
  input: CostWithIdleQuery | null,
): Question<CostWithIdleQuery, MoneyAnswer<WorkloadCostRow>> {
  return allRows({ name: "cost.workloads", input, procedure: ({ cost }) => cost.workloads });
}

/** Each node: allocated, idle and unobserved. */
export function nodeCosts(
  input: CostQuery | null,
): Question<CostQuery, MoneyAnswer<NodeCostRow, NodeCostTotals>> {
  return allRows({ name: "cost.nodes", input, procedure: ({ cost }) => cost.nodes });
}

/** What changed between two windows, and from what. */
export function comparedCosts(input: CompareQuery | null): Question<CompareQuery, CompareAnswer> {
  return allRows({ name: "cost.compare", input, procedure: ({ cost }) => cost.compare });
}

/** What explains costs: questions about what ran, and about what there was. */
export interface ExplainQuestions {
  paid: readonly ExplainQuery[];
  ofAssets: readonly ExplainAssetsQuery[];
}

/** The answers, in the order of their questions. */
export interface Explanations {
  paid: ExplainAnswer[];
  ofAssets: ExplainAssetsAnswer[];
}

/** How costs came about, line by line. */
export function explainedCosts(input: ExplainQuestions | null): Question<ExplainQuestions, Explanations> {
  return {
    name: "explanations",
    input,
    async ask({ cost }, { paid, ofAssets }, options) {
      const [explained, told] = await Promise.all([
        Promise.all(paid.map((asked) => cost.explain.query(asked, options))),
        Promise.all(ofAssets.map((asked) => cost.explainAssets.query(asked, options))),
      ]);
      return { paid: explained, ofAssets: told };
    },
  };
}
