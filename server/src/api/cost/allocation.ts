import {
  type AggregateKey,
  AllocationAnswerSchema,
  type AllocationKeys,
  AllocationQuerySchema,
  type AllocationRow,
} from "@kubecent/shared";
import type { SummedRow } from "../../store/queries/pages/cost-page.ts";
import { costFigures } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { answerCostRows, costKeys, isLabel, LABEL } from "./cost-rows.ts";

/** What has no name at a key. */
export const UNALLOCATED = "__unallocated__";

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
