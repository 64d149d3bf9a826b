import {
  ClusterQuerySchema,
  type ClusterRow,
  ClusterStatusAnswerSchema,
  type ClusterStatusRow,
  formatInstant,
  type Instant,
} from "@kubecent/shared";
import type pg from "pg";
import { lastDueEnd } from "../../domain/windows/due.ts";
import { type StoredStatus, readStatuses } from "../../store/queries/clusters/cluster-status.ts";
import type { StoredCluster } from "../../store/queries/clusters/stored-clusters.ts";
import { readCoverage } from "../../store/queries/coverage/coverage.ts";
import type { Seen } from "../../store/access/visibility.ts";
import { inSnapshot } from "../../store/connection/transaction.ts";
import { visibilityIn } from "../admission.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { readClusterFindings } from "./cluster-findings.ts";
import { readClusterRows } from "./list-clusters.ts";

const SECONDS_PER_HOUR = 3_600;
const MOST_GAPS = 100;

export const status = scopedProcedureFor("cluster:view")
  .meta({
    rest: {
      method: "GET",
      path: "/clusters/status",
      summary: "How the collection of each cluster is getting on: progress, gaps, last failure",
    },
  })
  .input(ClusterQuerySchema)
  .output(ClusterStatusAnswerSchema)
  .query(({ ctx: { services, caller }, input }) =>
    inSnapshot(services.database, visibilityIn(caller, input.cluster), async (client, seen) => {
      const clusters = await readClusterRows(client, input.cluster, seen);
      const statuses = await readStatuses(
        client,
        clusters.map(({ cluster }) => cluster.clusterId),
      );
      const rows: ClusterStatusRow[] = [];
      for (const { cluster, row } of clusters) {
        const stored = statuses.find((each) => each.clusterId === cluster.clusterId);
        rows.push(await statusRow({ client, seen, cluster, row, stored, now: services.now() }));
      }
      return { rows };
    }),
  );

interface StatusFacts {
  readonly client: pg.ClientBase;
  readonly seen: Seen;
  readonly cluster: StoredCluster;
  readonly row: ClusterRow;
  readonly stored: StoredStatus | undefined;
  readonly now: Instant;
}

async function statusRow(facts: StatusFacts): Promise<ClusterStatusRow> {
  const { client, seen, cluster, row, stored, now } = facts;
  const start = row.start === null ? null : Date.parse(row.start);
  const range = start === null ? null : { firstHour: start, end: lastDueEnd(now), partial: seen.partial };
  const gaps = range ? (await readCoverage(client, [cluster], range)).gaps : [];
  // How the work gets on, and what a source said when it failed, may tell of all that is collected.
  const isWhole = !seen.partial?.clusterIds.includes(cluster.clusterId);
  const lastSeen = stored?.lastSeenSeconds ?? null;
  return {
    ...row,
    dataVersion: cluster.dataVersion.toString(),
    lastCoverage: lastSeen === null ? null : lastSeen / SECONDS_PER_HOUR,
    lastCollectedAt: instantText(stored?.lastCollectedAt ?? null),
    progress: stored && isWhole ? progressOf(stored, now) : null,
    lastError:
      stored?.error && isWhole
        ? {
            at: formatInstant(stored.error.at),
            hour: instantText(stored.error.hour),
            message: stored.error.message,
          }
        : null,
    gaps: gaps.slice(-MOST_GAPS),
    findings:
      row.end === null
        ? []
        : await readClusterFindings(client, { ...cluster, ...seen, end: Date.parse(row.end) }),
  };
}

function instantText(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}

/** Null once all hours are done: then nothing is under way. */
function progressOf(stored: StoredStatus, now: Instant): ClusterStatusRow["progress"] {
  const { startedAt, done, total } = stored;
  if (startedAt === null || done >= total) return null;

  const seconds = Math.max(1, (now - startedAt) / 1_000);
  const hoursPerSecond = done / seconds;
  const secondsLeft = done > 0 ? Math.round((total - done) / hoursPerSecond) : null;
  return { done, total, hoursPerSecond, secondsLeft };
}
