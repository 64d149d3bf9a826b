import type { Instant } from "@kubecent/shared";
import type { Database } from "../../store/connection/database.ts";
import { readStoredFindings } from "../../store/findings/stored-findings.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { FoundSummary } from "../collecting/found-summary.ts";

/** What is stored of a cluster's findings since an instant; null where the cluster has no hours here. */
export function storedFindings(
  database: Database,
  cluster: string,
  since: Instant,
): Promise<FoundSummary | null> {
  return inTransaction(database, async (client) => {
    const stored = await readStoredFindings(client, cluster, since);
    if (!stored) return null;
    const summary = new FoundSummary(stored.currency);
    for (const { hour, found } of stored.hours) summary.note(hour, found);
    return summary;
  });
}
