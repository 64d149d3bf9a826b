import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { hostname } from "node:os";
import { errorMessage } from "@kubecent/shared";
import type { Database } from "../../store/connection/database.ts";
import type { CollectedCluster } from "../../collector/collect-hour.ts";
import { lead } from "../../collector/leadership.ts";
import type { Log } from "../../log/logger.ts";
import { startCollectingAll } from "./collected-clusters.ts";
import type { Collecting } from "./start-collecting.ts";
import type { CollectingWork } from "../gauges/collecting-work.ts";
import type { LeaderWatch } from "./leader-watch.ts";
import type { HourFindings } from "./hour-findings.ts";

/** How long others wait for a leader that is gone without a word. */
const TTL_MS = 15_000;

interface LeadingOptions {
  readonly database: Database;
  readonly clusters: readonly CollectedCluster[];
  /** Who this process is to others that share its database: see `leaseHolder`. */
  readonly holder: string;
  readonly log: Log;
  /** Called whenever an hour was written that is not what stood there. */
  readonly onWritten: () => void;
  readonly findings?: HourFindings | undefined;
  readonly work?: CollectingWork | undefined;
  /** What is looked at by the one process that leads. */
  readonly watch?: LeaderWatch | undefined;
}

/**
 * Collects while this process is the one that does, and stands by while another one is. A process that was
 * stopped for a while writes nothing when it wakes up and its lease is gone.
 */
export function collectWhileLeading({
  database,
  clusters,
  holder,
  log,
  watch,
  ...told
}: LeadingOptions): Collecting {
  const stopping = new AbortController();
  const running = lead(
    {
      database,
      name: "collector",
      holder,
      ttlMs: TTL_MS,
      onTaken: ({ token }) => log.info("collector.leading", { holder, lease_token: token.toString() }),
      onLost: ({ token }) => log.warn("collector.lost", { holder, lease_token: token.toString() }),
      onFailure: (error) => log.warn("collector.lease_failed", { error: errorMessage(error) }),
    },
    async (lease, signal) => {
      told.work?.led(true);
      const collecting = startCollectingAll(
        clusters.map((cluster) => ({ ...cluster, lease })),
        { log, ...told },
      );
      const watching = watch?.run(lease, signal);
      if (!signal.aborted) await once(signal, "abort");
      told.work?.led(false);
      await collecting.stop();
      await watching;
    },
    stopping.signal,
  );
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/**
 * A name for this process. One that has the data folder's lock is alone with the folder's database: it takes
 * over from a predecessor that was killed without waiting for the lease to run out.
 */
export function leaseHolder(hasDataFolder: boolean): string {
  return hasDataFolder ? "embedded" : `${hostname()} ${randomUUID()}`;
}
