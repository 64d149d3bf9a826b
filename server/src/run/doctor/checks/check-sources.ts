import { formatInstant } from "@kubecent/shared";
import { SourceError } from "../../../sources/source-error.ts";
import { type ConfiguredCluster, configuredClusters } from "../../start/configured-clusters.ts";
import { configuredSource } from "../../start/configured-source.ts";
import { noAnswer, ok, type Result, type ServiceCheck, warn } from "../service-check.ts";
import type { Patient } from "../patient.ts";

/** Where each cluster's hours come from: one quick question. `doctor --source` looks at what it answers. */
export const sourcesCheck: ServiceCheck = {
  subject: "sources",
  needs: ["CLUSTERS_FILE", "PROMETHEUS_URL", "OPENCOST_URL"],
  async look(patient, signal) {
    const clusters = await clustersOf(patient);
    if (clusters.length === 0) return [ok("sources", "an API replica asks none; collectors do")];
    return Promise.all(clusters.map((cluster) => lookAtSource(cluster, patient, signal)));
  },
};

/** The clusters whose sources this process would ask. */
export async function clustersOf({ settings }: Patient): Promise<ConfiguredCluster[]> {
  return settings.KUBECENT_ROLE === "api" ? [] : configuredClusters(settings);
}

/** Shorter than the whole check, so that the answers of the others are still reported. */
const QUESTION_MS = 8_000;

async function lookAtSource(
  { name, source }: ConfiguredCluster,
  { now, settings }: Patient,
  signal: AbortSignal,
): Promise<Result> {
  if (source.kind === "demo") return ofDemo(name, settings.ENVIRONMENT === "production");

  const bounded = AbortSignal.any([signal, AbortSignal.timeout(QUESTION_MS)]);
  const remedy = `npm run admin -- doctor --source --cluster ${name}`;
  try {
    const asked = configuredSource(source, now);
    if (asked.clock) {
      await asked.clock(bounded);
      return ok(name, `its ${source.kind} answers`);
    }
    const earliest = await asked.earliestHour(bounded);
    const reach = earliest === null ? "knows no hour" : `reaches back to ${formatInstant(earliest)}`;
    return ok(name, `its ${source.kind} answers, and ${reach}`);
  } catch (error) {
    if (error instanceof SourceError) return noAnswer(name, error.message, remedy);
    if (bounded.aborted) return noAnswer(name, `its ${source.kind} did not answer in time`, remedy);
    throw error;
  }
}

/** Where no source is set, one is invented; in production somebody may take it for real. */
function ofDemo(name: string, isProduction: boolean): Result {
  const found = "is a demo cluster: its hours are invented";
  return isProduction
    ? warn(name, found, "set PROMETHEUS_URL, OPENCOST_URL or CLUSTERS_FILE, or leave it for a trial")
    : ok(name, found);
}
