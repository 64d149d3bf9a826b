import type { CostQuestion, MoneyAnswer } from "@kubecent/shared";
import { readCostPage, type CostOrder, type SummedRow } from "../../store/queries/pages/cost-page.ts";
import type { CostKey, StepSelection } from "../../store/queries/where/selection.ts";
import type { AdmittedContext } from "../context.ts";
import { costFigures, priceSourceShares } from "../figures.ts";
import { answerInSnapshot, costOrder, questionPages } from "../question.ts";
import { requireWholeClusters } from "../whole-clusters.ts";
import { costView, needsWhole, type ViewQuestion } from "./cost-view.ts";

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
  const { after, cursorAt } = questionPages(ctx, procedure, question);
  const order: CostOrder = question.sort ? costOrder(question.sort) : { by: "keys" };
  return answerInSnapshot(ctx, question, async (open) => {
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
