import {
  type AggregateKey,
  type AllocationQuestion,
  type CostQuestion,
  CostWithIdleQuerySchema,
  LabelCostAnswerSchema,
  LabelCostQuerySchema,
  type MoneyAnswer,
  NamespaceCostAnswerSchema,
  PodCostAnswerSchema,
  WorkloadCostAnswerSchema,
} from "@kubecent/shared";
import { type CostOrder, readCostPage, type SummedRow } from "../../store/queries/pages/cost-page.ts";
import { filterIds } from "../../store/queries/where/conditions.ts";
import type { CostFilter, CostKey, StepSelection } from "../../store/queries/where/selection.ts";
import type { AdmittedContext } from "../context.ts";
import { costFigures, priceSourceShares } from "../figures.ts";
import { answerInSnapshot, costOrder, questionPages } from "../question.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { requireWholeClusters } from "../whole-clusters.ts";
import { costView, needsWhole, type ViewQuestion } from "./cost-view.ts";

export const LABEL = "label:";

/** How a procedure turns a question into rows of cost. */
interface CostRows<Row> {
  /** The procedure's path; its cursors are good for no other. */
  readonly procedure: string;
  readonly keys: readonly CostKey[];
  /** What becomes of idle, and what is shared. */
  readonly view: ViewQuestion;
  readonly step?: StepSelection;
  readonly row: (summed: SummedRow) => Row;
}

type RowsQuestion = Omit<CostQuestion, "sort"> & { readonly sort?: CostQuestion["sort"] };

/** Answers a question in rows of cost, page by page; without `sort` they come in the order of their keys. */
export function answerCostRows<Row>(
  ctx: AdmittedContext,
  question: RowsQuestion,
  { procedure, keys, view, step, row }: CostRows<Row>,
): Promise<MoneyAnswer<Row>> {
  const { asked, after, cursorAt } = questionPages(ctx, procedure, question);
  const order: CostOrder = question.sort ? costOrder(question.sort) : { by: "keys" };
  const withTotals = !ctx.held && !step && areOfAllRows(question, { keys, view });
  return answerInSnapshot({ ...ctx, asked, withTotals }, question, async (open) => {
    const { source, window, selection } = open;
    const { limit } = question;
    if (needsWhole(view)) requireWholeClusters(open, "Idle and shared costs");
    const page = await readCostPage(source, {
      selection,
      keys,
      step: step ?? null,
      view: costView(view, window),
      order,
      limit,
      after,
    });
    return {
      priceSources: priceSourceShares(page.totals),
      rows: page.rows.map(row),
      totals: costFigures(page.totals),
      nextCursor: cursorAt(page.next),
    };
  });
}

/** Whether rows cost what they cost themselves, and their totals are those of all rows there are. */
function areOfAllRows(
  question: CostFilter,
  { keys, view }: Pick<CostRows<unknown>, "keys" | "view">,
): boolean {
  return !needsWhole(view) && filterIds(question).length === 0 && !keys.some((key) => key.includes(":"));
}

export const namespaces = scopedProcedureFor("cost:view")
  .meta({ rest: { method: "GET", path: "/cost/namespaces", summary: "What each namespace cost" } })
  .input(CostWithIdleQuerySchema)
  .output(NamespaceCostAnswerSchema)
  .query(({ ctx, input }) =>
    answerCostRows(ctx, input, {
      procedure: "cost.namespaces",
      keys: ["cluster", "namespace"],
      view: input,
      row: ({ keys: [cluster = "", namespace = ""], sums }) => ({ cluster, namespace, ...costFigures(sums) }),
    }),
  );

export const workloads = scopedProcedureFor("cost:view")
  .meta({ rest: { method: "GET", path: "/cost/workloads", summary: "What each workload cost" } })
  .input(CostWithIdleQuerySchema)
  .output(WorkloadCostAnswerSchema)
  .query(({ ctx, input }) =>
    answerCostRows(ctx, input, {
      procedure: "cost.workloads",
      view: input,
      keys: ["cluster", "namespace", "controllerKind", "controller"],
      row: ({ keys: [cluster = "", namespace = "", controllerKind = "", controller = ""], sums }) => ({
        cluster,
        namespace,
        controllerKind,
        controller,
        ...costFigures(sums),
      }),
    }),
  );

export const pods = scopedProcedureFor("cost:view")
  .meta({ rest: { method: "GET", path: "/cost/pods", summary: "What each pod cost" } })
  .input(CostWithIdleQuerySchema)
  .output(PodCostAnswerSchema)
  .query(({ ctx, input }) =>
    answerCostRows(ctx, input, {
      procedure: "cost.pods",
      view: input,
      keys: ["cluster", "namespace", "pod", "uid", "node"],
      row: ({ keys: [cluster = "", namespace = "", pod = "", uid = "", node = ""], sums }) => ({
        cluster,
        namespace,
        pod,
        uid,
        node,
        ...costFigures(sums),
      }),
    }),
  );

export const labels = scopedProcedureFor("cost:view")
  .meta({ rest: { method: "GET", path: "/cost/labels", summary: "What each value of a label cost" } })
  .input(LabelCostQuerySchema)
  .output(LabelCostAnswerSchema)
  .query(({ ctx, input: { name, namespaceLabels, ...question } }) =>
    answerCostRows(ctx, question, {
      procedure: `cost.labels ${name} ${namespaceLabels}`,
      keys: costKeys([`label:${name}`], namespaceLabels),
      view: question,
      row: ({ keys: [value = ""], sums }) => ({ label: name, value, ...costFigures(sums) }),
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

export function isLabel(key: AggregateKey): key is `label:${string}` {
  return key.startsWith(LABEL);
}
