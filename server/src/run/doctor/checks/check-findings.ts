import { DAY_MS } from "@kubecent/shared";
import { readDefaultShares } from "../../../store/health/stored-amount.ts";
import { inMoment } from "../../../store/connection/transaction.ts";
import type { FoundSummary } from "../../collecting/found-summary.ts";
import { ok, type Result, type ServiceCheck, warn } from "../service-check.ts";
import { storedFindings } from "../findings-so-far.ts";

/** What contradicted itself, or was missing, in the hours of the last day. */
export const findingsCheck: ServiceCheck = {
  subject: "findings",
  needs: ["DATABASE_URL", "KUBECENT_DATA"],
  async look(patient) {
    const database = await patient.database();
    const clusters = await inMoment(database, readDefaultShares);
    if (clusters.length === 0) return [ok("findings", "no hour is stored yet")];
    const since = patient.now() - DAY_MS;
    const results: Result[] = [];
    for (const { cluster } of clusters) {
      results.push(judgeFindings(cluster, await storedFindings(database, cluster, since)));
    }
    return results;
  },
};

function judgeFindings(cluster: string, summary: FoundSummary | null): Result {
  const { all, missing } = summary?.counts ?? { all: 0, missing: 0 };
  if (all === 0) return ok(cluster, "none in the hours of the last day");
  const found = `${all} kinds in the hours of the last day, ${missing} of them miss something of the numbers`;
  const remedy = `npm run admin -- doctor --source --cluster ${cluster} --window 1d; docs/troubles.md`;
  return missing > 0 ? warn(cluster, found, remedy) : ok(cluster, found);
}
