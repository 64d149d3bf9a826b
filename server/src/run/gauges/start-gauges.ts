import type { Instant } from "@kubecent/shared";
import type { Database } from "../../store/connection/database.ts";
import type { CollectedCluster } from "../../collector/collect-hour.ts";
import type { Gauge } from "../../http/process-metrics.ts";
import type { Log } from "../../log/logger.ts";
import { followFindings, type HourFindings } from "../collecting/hour-findings.ts";
import type { Maintaining } from "../collecting/maintaining.ts";
import type { Undo } from "../start/undo.ts";
import { type CollectingWork, followCollectingWork } from "./collecting-work.ts";
import { databaseGauges } from "./database-gauges.ts";
import { followStoredProgress } from "./stored-progress.ts";

/** What the metrics say of collecting, maintenance and the database, and those that are told of their work. */
interface ServiceGauges {
  readonly gauges: readonly Gauge[];
  readonly findings: HourFindings;
  readonly work: CollectingWork;
  /** From now on the metrics tell when this one was last through. */
  follow(maintaining: Pick<Maintaining, "ageMs">): void;
}

interface GaugeParts {
  readonly database: Database;
  readonly now: () => Instant;
  readonly clusters: readonly CollectedCluster[];
  readonly log: Log;
  readonly undo: Undo;
}

/** Begins to measure. */
export async function startGauges({
  database,
  now,
  clusters,
  log,
  undo,
}: GaugeParts): Promise<ServiceGauges> {
  const findings = followFindings(log, now);
  const work = followCollectingWork();
  const clusterIds = clusters.map(({ clusterId }) => clusterId);
  const progress = await followStoredProgress({ database, now, clusterIds });
  undo.add(() => progress.stop());
  let maintaining: Pick<Maintaining, "ageMs"> | null = null;
  const maintenance: Gauge = {
    name: "kubecent_maintenance_age_seconds",
    help: "Time since sums of days were made and old rows dropped; no number in a process that does not do that.",
    read: () => (maintaining?.ageMs() ?? Number.NaN) / 1_000,
  };
  return {
    gauges: [
      ...progress.gauges,
      ...work.gauges,
      ...databaseGauges(database.primary, undo),
      findings.gauge,
      maintenance,
    ],
    findings,
    work,
    follow: (followed) => {
      maintaining = followed;
    },
  };
}
