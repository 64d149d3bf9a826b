import {
  type AggregateKey,
  AllocationAnswerSchema,
  type AllocationKeys,
  type AllocationQuestion,
  AllocationQuerySchema,
  type AllocationRow,
} from "@kubecent/shared";
import type { SummedRow } from "../../store/queries/pages/cost-page.ts";
import type { CostKey } from "../../store/queries/where/selection.ts";
import { costFigures } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { answerCostRows } from "./cost-answer-rows.ts";

const UNALLOCATED = "__unallocated__";
const LABEL = "label:";

export const allocation = scopedProcedureFor("cost:view")
  .meta({
    rest: {
      method: "GET",
      path: "/cost/allocation",
      summary:
        "What was allocated, by up to four of cluster, namespace, node, workload, pod, container, labels",
    },
  })
  .input(AllocationQuerySchema)
  .output(AllocationAnswerSchema)
  .query(({ ctx, input: { aggregate, namespaceLabels, ...question } }) =>
    answerCostRows(ctx, question, {
      procedure: `cost.allocation ${aggregate.join()} ${namespaceLabels}`,
      keys: costKeys(aggregate, namespaceLabels),
      view: question,
      row: (summed) => allocationRow(aggregate, summed),
    }),
  );

/** The keys by which rows are summed up. */
export function costKeys(
  aggregate: readonly AggregateKey[],
  namespaceLabels: AllocationQuestion["namespaceLabels"],
): CostKey[] {
  return aggregate.map((key): CostKey => {
    if (!isLabel(key)) return key;
    return namespaceLabels ? `namespaceLabel:${key.slice(LABEL.length)}` : key;
  });
}

function isLabel(key: AggregateKey): key is `label:${string}` {
  return key.startsWith(LABEL);
}

function allocationRow(aggregate: readonly AggregateKey[], { keys, sums }: SummedRow): AllocationRow {
  return { ...namedKeys(aggregate, keys), ...costFigures(sums) };
}

/** A row's keys as an answer names them; what has no name is `__unallocated__`. */
export function namedKeys(aggregate: readonly AggregateKey[], keys: readonly string[]): AllocationKeys {
  const named = aggregate.map((key, index) => [key, keys[index] || UNALLOCATED] as const);
  const labels = named.filter(([key]) => isLabel(key));
  return {
    ...Object.fromEntries(named.filter(([key]) => !isLabel(key))),
    ...(labels.length > 0 && {
      labels: Object.fromEntries(labels.map(([key, value]) => [key.slice(LABEL.length), value])),
    }),
  };
}
