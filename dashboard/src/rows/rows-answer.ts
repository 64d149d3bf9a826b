import type { CallOptions, KubeCentClient, MoneyAnswer } from "@kubecent/sdk";
import type {
  AllocationQuery,
  AllocationRow,
  CompareAnswer,
  CompareQuery,
  CompareRow,
} from "@kubecent/shared";
import { askAll } from "../data/ask-all.ts";
import type { Question } from "../data/question.ts";
import { beforeQuestion, costQuestion, plainQuestion } from "../data/view-question.ts";
import type { IdleChoice, View } from "../url/view.ts";
import { type CostRow, costRows } from "./cost-rows.ts";
import { levelOf } from "./levels.ts";

/** What rows cost, and before, together with the view that was asked about: they are never read by another one. */
export interface RowsAnswer {
  view: View;
  idle: IdleChoice;
  costs: MoneyAnswer<AllocationRow>;
  /** Null where nothing is compared. */
  compared: CompareAnswer | null;
}

interface RowsInput {
  costs: AllocationQuery;
  compare: CompareQuery | null;
}

/** Asks what the rows of a view cost. */
export function rowsAnswer(view: View, idle: IdleChoice): Question<RowsInput, RowsAnswer> {
  return {
    name: "rows",
    input: {
      costs: rowsQuestion(view, idle),
      compare:
        view.versus === null
          ? null
          : { ...plainQuestion(view), ...beforeQuestion(view), aggregate: levelOf(view).aggregate },
    },
    ask: async (client, input, options) => ({ view, idle, ...(await askRows(client, input, options)) }),
  };
}

/** The rows of an answer, with what they cost before where that was asked for. */
export function rowsOf({ view, costs, compared }: RowsAnswer): CostRow[] {
  return costRows(costs.rows, { view, level: levelOf(view), compared: compared?.rows });
}

/** The question whose answer has the rows of a view. */
export function rowsQuestion(view: View, idle: IdleChoice): AllocationQuery {
  return { ...costQuestion(view, idle), aggregate: levelOf(view).aggregate };
}

async function askRows(
  { cost }: KubeCentClient,
  { costs, compare }: RowsInput,
  options: CallOptions,
): Promise<Omit<RowsAnswer, "view" | "idle">> {
  const [now, compared] = await Promise.all([
    askAll<AllocationQuery, AllocationRow, MoneyAnswer<AllocationRow>>(cost.allocation, costs, options),
    compare && askAll<CompareQuery, CompareRow, CompareAnswer>(cost.compare, compare, options),
  ]);
  return { costs: now, compared };
}
