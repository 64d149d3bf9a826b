import { type BudgetContent, CostError, type Instant } from "@kubecent/shared";
import { findClusters } from "../../store/queries/clusters/stored-clusters.ts";
import { visibilityOf } from "../admission.ts";
import { readSnapshot } from "../question.ts";
import { type BudgetAsker, spentSoFar } from "./spent-by.ts";

/**
 * Asks a budget's question once, so that one that cannot be answered is refused when the budget is made, and not at night.
 * A currency that none of its clusters has would be a budget of nothing.
 */
export async function checkQuestion(asker: BudgetAsker, content: BudgetContent, now: Instant): Promise<void> {
  const { currency, question } = content;
  const clusters = await readSnapshot(asker, visibilityOf(asker.caller), (source, seen) =>
    findClusters(source.client, { names: question.cluster }, seen),
  );
  const known = [...new Set(clusters.map((cluster) => cluster.currency))];
  if (known.length > 0 && !known.includes(currency)) {
    const message = `found ${currency}, wanted the currency of a cluster that the budget is about: ${known.join(", ")}`;
    throw new CostError("VALIDATION_FAILED", `currency: ${message}`, {
      details: [{ field: "currency", message, type: "currency" }],
    });
  }
  await spentSoFar(asker, content, now);
}
