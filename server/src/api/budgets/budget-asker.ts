import { type BudgetContent, CostError, type Instant, type Scope } from "@kubecent/shared";
import { type Caller, callerFor, callerOf, type GrantedCaller } from "../../auth/caller.ts";
import { findClusters } from "../../store/queries/clusters/stored-clusters.ts";
import { visibilityIn } from "../admission.ts";
import type { ApiServices } from "../context.ts";
import { readSnapshot } from "../question.ts";
import { askAlone, type BudgetAsker } from "./ask-alone.ts";
import { atNow } from "./budget-numbers.ts";

/** The service itself, as somebody who may see a budget's scope and nothing beside it. */
export function askerWithin(services: ApiServices, scope: Scope): BudgetAsker {
  const own = callerOf({
    id: "system:budgets",
    name: "budgets",
    grants: [{ role: "viewer", scope }],
    credential: { kind: "api-token", from: "budgets", id: null, createdAt: 0, expiresAt: null },
  });
  return { services, caller: granted(own) };
}

function granted(caller: Caller): GrantedCaller {
  const viewer = callerFor(caller, "cost:view");
  if (!viewer) throw new Error("A viewer may view costs");
  return viewer;
}

/**
 * Asks a budget's question once, so that one that cannot be answered is refused when the budget is made, and not at night.
 */
export async function checkQuestion(asker: BudgetAsker, content: BudgetContent, now: Instant): Promise<void> {
  await checkCurrency(asker, content);
  await askAlone(asker, content, atNow(now));
}

/** Throws VALIDATION_FAILED for a currency that no cluster of a budget has, where there is one. */
export async function checkCurrency(
  asker: BudgetAsker,
  { currency, question }: BudgetContent,
): Promise<void> {
  const clusters = await readSnapshot(asker, visibilityIn(asker.caller, question.cluster), (source, seen) =>
    findClusters(source.client, { names: question.cluster }, seen),
  );
  const known = [...new Set(clusters.map((cluster) => cluster.currency))];
  if (known.length > 0 && !known.includes(currency)) {
    const message = `found ${currency}, wanted the currency of a cluster that the budget is about: ${known.join(", ")}`;
    throw new CostError("VALIDATION_FAILED", `currency: ${message}`, {
      details: [{ field: "currency", message, type: "currency" }],
    });
  }
}
