import {
  type BudgetInput,
  BudgetSetSchema,
  type BudgetWish,
  CostError,
  FULL_SCOPE,
  isScopeWithin,
} from "@kubecent/shared";
import type pg from "pg";
import { closeAll } from "../../store/budgets/crossings.ts";
import { deleteBudget, listBudgets, setBudget } from "../../store/budgets/stored-budgets.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { listChannels, type StoredChannel } from "../../store/notify/stored-channels.ts";
import type { ApiServices } from "../context.ts";
import { tellEnds } from "./budget-channels.ts";
import type { AssertLed } from "./evaluate-budget.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Makes the budgets of the operator's file what they are there: sets each, and deletes those that it no longer has, all of them or none.
 * What callers have made under the same name and scope is taken over. Returns how many there are.
 */
export function applyFileBudgets(
  services: ApiServices,
  inputs: readonly BudgetInput[],
  assertLed: AssertLed,
): Promise<number> {
  const origin = { writer: services.database.auditWriter, userId: "system:budgets-file" };
  return inTransaction(services.database, async (client) => {
    const channels = await listChannels(client);
    const kept = new Set<string>();
    for (const input of inputs) {
      const { name, scope = FULL_SCOPE, ...content } = readFileBudget(input, channels);
      const wanted = { name, scope, content, managedBy: "file", maker: null } as const;
      kept.add((await setBudget(client, wanted, origin)).budgetId);
    }
    await deleteOthers(client, kept, origin);
    await assertLed(client);
    return kept.size;
  });
}

async function deleteOthers(
  client: pg.PoolClient,
  kept: ReadonlySet<string>,
  origin: Parameters<typeof deleteBudget>[2],
): Promise<void> {
  for (const budget of await listBudgets(client)) {
    if (budget.managedBy !== "file" || kept.has(budget.budgetId)) continue;
    await tellEnds(client, budget, await closeAll(client, budget.budgetId));
    await deleteBudget(client, budget.budgetId, origin);
  }
}

/** Whoever writes a file knows the names of channels, not their ids. Throws where there is no such channel. */
function readFileBudget(input: BudgetInput, channels: readonly StoredChannel[]): BudgetWish {
  const idOf = (text: string): string => {
    const found = channels.find(({ channelId, name }) =>
      UUID.test(text) ? channelId === text : name === text,
    );
    if (found) return found.channelId;
    throw new CostError(
      "VALIDATION_FAILED",
      `The budget ${input.name} names the channel ${text}, and there is none.`,
    );
  };
  const wish = BudgetSetSchema.parse({ ...input, channels: input.channels?.map(idOf) });
  const scope = wish.scope ?? FULL_SCOPE;
  const narrow = channels.find(
    ({ channelId, scope: own }) => wish.channels.includes(channelId) && !isScopeWithin(scope, own),
  );
  if (!narrow) return wish;
  throw new CostError(
    "VALIDATION_FAILED",
    `The budget ${input.name} names the channel ${narrow.name}, whose scope does not hold all of the budget's.`,
  );
}
