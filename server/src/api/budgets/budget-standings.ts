import {
  BudgetStandingsAnswerSchema,
  BudgetStandingsQuerySchema,
  type BudgetStanding,
  CostError,
  isScopeWithin,
} from "@kubecent/shared";
import { readCrossings } from "../../store/budgets/crossings.ts";
import { listBudgets, type StoredBudget } from "../../store/budgets/stored-budgets.ts";
import { inPrimarySnapshot } from "../../store/connection/transaction.ts";
import type { ApiServices } from "../context.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { askTogether } from "./ask-together.ts";
import { atNow, type BudgetMoment } from "./budget-numbers.ts";
import { budgetRow, statusAnswer } from "./budget-status.ts";
import { soFarOf } from "./spent-by.ts";

/** How many budgets stand at once: a page of them shares its questions, as the look of the collector does. */
export const budgetStandings = scopedProcedureFor("alert:view")
  .meta({
    rest: {
      method: "GET",
      path: "/budgets/standings",
      summary: "How budgets stand, by name, a page of them at once",
    },
  })
  .input(BudgetStandingsQuerySchema)
  .output(BudgetStandingsAnswerSchema)
  .query(async ({ ctx: { caller, services }, input: { limit, after } }) => {
    const all = await inPrimarySnapshot(services.database, listBudgets);
    const seen = all.filter(({ scope }) => isScopeWithin(scope, caller.scope)).toSorted(byName);
    const start = after === undefined ? 0 : placeOf(seen, after) + 1;
    const page = seen.slice(start, start + limit);
    const look = { services, moment: atNow(services.now()), numbersOf: askTogether(services) };
    const rows: BudgetStanding[] = [];
    // One after the other: those that share a question find its answer.
    for (const budget of page) rows.push(await standingOf(look, budget));
    const last = page.at(-1);
    const nextAfter = last && start + limit < seen.length ? last.budgetId : null;
    return { rows, count: seen.length, nextAfter };
  });

/** Throws CURSOR_INVALID where the budget is gone: to begin anew unasked would give pages twice, and never end. */
function placeOf(seen: readonly StoredBudget[], after: string): number {
  const place = seen.findIndex(({ budgetId }) => budgetId === after);
  if (place !== -1) return place;
  throw new CostError(
    "CURSOR_INVALID",
    `after: there is no budget ${after} any more; ask again without it.`,
    {
      details: [{ field: "after", message: "is no budget that is seen", type: "cursor" }],
    },
  );
}

interface Look {
  readonly services: ApiServices;
  readonly moment: BudgetMoment;
  readonly numbersOf: ReturnType<typeof askTogether>;
}

/** One that cannot be answered, such as of a currency that no cluster has any more, hides no other. */
async function standingOf(look: Look, budget: StoredBudget): Promise<BudgetStanding> {
  try {
    const { budget: shown, dataVersion: _version, ...status } = await statusOf(look, budget);
    return { budget: shown, status, failure: null };
  } catch (error) {
    if (!(error instanceof CostError)) throw error;
    return { budget: budgetRow(budget), status: null, failure: error.message };
  }
}

async function statusOf({ services, moment, numbersOf }: Look, budget: StoredBudget) {
  const { budgetId, revision, content } = budget;
  const soFar = soFarOf(content, await numbersOf(budget, moment), moment);
  const time = { budgetId, revision, periodStart: soFar.period.start };
  const crossings = await inPrimarySnapshot(services.database, (client) => readCrossings(client, time));
  return statusAnswer(budget, soFar, crossings);
}

function byName(one: StoredBudget, other: StoredBudget): number {
  return one.name.localeCompare(other.name) || (one.budgetId < other.budgetId ? -1 : 1);
}
