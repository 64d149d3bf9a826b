import {
  BudgetListAnswerSchema,
  BudgetPeriodsAnswerSchema,
  BudgetRowSchema,
  BudgetSetAllSchema,
  BudgetSetSchema,
  BudgetStatusAnswerSchema,
  type BudgetWish,
  CostError,
  isScopeWithin,
  NotifyIdSchema,
  type Scope,
} from "@kubecent/shared";
import type { GrantedCaller } from "../../auth/caller.ts";
import { refuseScopeBeyond } from "../../auth/access/within.ts";
import { closeAll, readCrossings } from "../../store/budgets/crossings.ts";
import {
  deleteBudget,
  listBudgets,
  lockBudget,
  refuseManaged,
  setBudget,
  type StoredBudget,
  type WantedBudget,
} from "../../store/budgets/stored-budgets.ts";
import { readPeriods } from "../../store/budgets/periods.ts";
import { inPrimarySnapshot } from "../../store/connection/transaction.ts";
import { originOf } from "../context.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { checkChannels } from "../alerts/check-channels.ts";
import { makerOf } from "../alerts/maker-rights.ts";
import { askerWithin, checkCurrency, checkQuestion } from "./budget-asker.ts";
import { budgetRow, periodRow, statusAnswer } from "./budget-status.ts";
import { tellEnds } from "./budget-channels.ts";
import { askAlone } from "./ask-alone.ts";
import { atNow } from "./budget-numbers.ts";
import { budgetStandings as standings } from "./budget-standings.ts";
import { soFarOf } from "./spent-by.ts";

const set = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/budgets",
      summary: "Make a budget, or change the one of its name and scope; the same twice changes nothing",
    },
    audit: { action: "BUDGET_CHANGED", resourceType: "BUDGET" },
  })
  .input(BudgetSetSchema)
  .output(BudgetRowSchema)
  .mutation(async ({ ctx, input }) => {
    const wanted = wantedOf(input, ctx.caller);
    await checkQuestion(askerWithin(ctx.services, wanted.scope), wanted.content, ctx.services.now());
    return ctx.change(async (client) => {
      await checkChannels(client, { ...wanted.content, scope: wanted.scope }, ctx.caller.scope);
      return budgetRow(await setBudget(client, wanted, originOf(ctx)));
    });
  });

const setAll = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/budgets/bulk",
      summary: "Make or change many budgets by name, all of them or none",
    },
    audit: { action: "BUDGET_CHANGED", resourceType: "BUDGET" },
  })
  .input(BudgetSetAllSchema)
  .output(BudgetListAnswerSchema)
  .mutation(async ({ ctx, input }) => {
    const all = input.budgets.map((wish) => wantedOf(wish, ctx.caller));
    for (const { scope, content } of all) await checkCurrency(askerWithin(ctx.services, scope), content);
    return ctx.change(async (client) => {
      const rows: StoredBudget[] = [];
      for (const wanted of all) {
        await checkChannels(client, { ...wanted.content, scope: wanted.scope }, ctx.caller.scope);
        rows.push(await setBudget(client, wanted, originOf(ctx)));
      }
      return { rows: rows.map(budgetRow) };
    });
  });

const list = scopedProcedureFor("alert:view")
  .meta({ rest: { method: "GET", path: "/budgets", summary: "The budgets, and what they are about" } })
  .output(BudgetListAnswerSchema)
  .query(async ({ ctx: { caller, services } }) => {
    const all = await inPrimarySnapshot(services.database, listBudgets);
    return { rows: all.filter(({ scope }) => isScopeWithin(scope, caller.scope)).map(budgetRow) };
  });

const status = scopedProcedureFor("alert:view")
  .meta({
    rest: {
      method: "GET",
      path: "/budgets/{id}",
      summary: "How a budget stands: spent, usual by now, pace, expected, exhausted when, thresholds",
    },
  })
  .input(NotifyIdSchema)
  .output(BudgetStatusAnswerSchema)
  .query(async ({ ctx: { caller, services }, input: { id } }) => {
    const { database, now } = services;
    const all = await inPrimarySnapshot(database, listBudgets);
    const budget = seenBudget(all, id, caller.scope);
    const at = atNow(now());
    const soFar = soFarOf(
      budget.content,
      await askAlone(askerWithin(services, budget.scope), budget.content, at),
      at,
    );
    const time = { budgetId: id, revision: budget.revision, periodStart: soFar.period.start };
    const crossings = await inPrimarySnapshot(database, (client) => readCrossings(client, time));
    return statusAnswer(budget, soFar, crossings);
  });

const periods = scopedProcedureFor("alert:view")
  .meta({
    rest: {
      method: "GET",
      path: "/budgets/{id}/periods",
      summary: "What a budget's periods have cost, newest first, each against the amount that held then",
    },
  })
  .input(NotifyIdSchema)
  .output(BudgetPeriodsAnswerSchema)
  .query(({ ctx: { caller, services }, input: { id } }) =>
    inPrimarySnapshot(services.database, async (client) => {
      seenBudget(await listBudgets(client), id, caller.scope);
      return { rows: (await readPeriods(client, id)).map(periodRow) };
    }),
  );

const remove = scopedProcedureFor("alert:edit")
  .meta({
    rest: { method: "DELETE", path: "/budgets/{id}", summary: "Delete a budget and its history" },
    audit: { action: "BUDGET_DELETED", resourceType: "BUDGET" },
  })
  .input(NotifyIdSchema)
  .output(BudgetRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => {
      const budget = await lockBudget(client, id);
      if (!budget || !isScopeWithin(budget.scope, ctx.caller.scope)) throw noBudget(id);
      refuseManaged(budget.managedBy, { name: budget.name, managedBy: "api" });
      await tellEnds(client, budget, await closeAll(client, id));
      return budgetRow(await deleteBudget(client, id, originOf(ctx)));
    }),
  );

/** A budget that somebody sees: one whose whole scope they may see. Throws NOT_FOUND. */
function seenBudget(all: readonly StoredBudget[], id: string, scope: Scope): StoredBudget {
  const budget = all.find(({ budgetId }) => budgetId === id);
  if (!budget || !isScopeWithin(budget.scope, scope)) throw noBudget(id);
  return budget;
}

function wantedOf({ name, scope, ...content }: BudgetWish, caller: GrantedCaller): WantedBudget {
  const wanted = {
    name,
    scope: scope ?? caller.scope,
    content,
    managedBy: "api",
    maker: makerOf(caller),
  } as const;
  refuseScopeBeyond(caller.scope, wanted.scope);
  return wanted;
}

function noBudget(id: string): CostError {
  return new CostError("NOT_FOUND", `There is no budget ${id}.`);
}

/** The procedures `budgets.…`. */
export const budgets = { set, setAll, list, standings, status, periods, delete: remove };
