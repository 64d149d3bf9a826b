import { type BudgetInput, BudgetSetSchema, FULL_SCOPE } from "@kubecent/shared";
import { setBudget } from "../../store/budgets/stored-budgets.ts";
import { holdsHours } from "../../store/collecting/collection.ts";
import type { Database } from "../../store/connection/database.ts";
import { inTransaction } from "../../store/connection/transaction.ts";

/** Search grows until somebody tunes it, and its budget is from before it did. */
const BUDGET = {
  amount: "550",
  period: { every: "month", zone: "UTC" },
  thresholds: [
    { on: "spent", at: 0.8 },
    { on: "spent", at: 1 },
    { on: "expected", at: 1 },
  ],
  owner: "search",
} satisfies Partial<BudgetInput>;

interface NewDemo {
  readonly clusterId: number;
  readonly name: string;
  readonly priceBook: { readonly currency: string };
}

/** Gives a demo cluster a budget before its first hour is stored, for a first look. Somebody who deletes it has it deleted. */
export function makeDemoBudget(
  database: Database,
  { clusterId, name: cluster, priceBook }: NewDemo,
): Promise<void> {
  const {
    name,
    scope = FULL_SCOPE,
    ...content
  } = BudgetSetSchema.parse({
    ...BUDGET,
    name: `Search in ${cluster}`,
    currency: priceBook.currency,
    question: { cluster: [cluster], namespace: ["search"] },
  });
  const origin = { writer: database.auditWriter, userId: "system:demo" };
  return inTransaction(database, async (client) => {
    if (await holdsHours(client, clusterId)) return;
    await setBudget(client, { name, scope, content, managedBy: "api", maker: null }, origin);
  });
}
