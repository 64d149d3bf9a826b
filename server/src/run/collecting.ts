import { formatInstant, type Instant } from "@kubecent/shared";
import type { CollectedCluster } from "../collector/collect-hour.ts";
import { runCollector } from "../collector/collector.ts";
import type { Log } from "../http/log/logger.ts";
import type { ProgressView } from "./progress-bar.ts";

/** The collector at work beside the server. */
export interface Collecting {
  /** Stops after the hours under way; none is left half written. */
  stop(): Promise<void>;
}

interface CollectingOptions {
  readonly cluster: CollectedCluster;
  readonly log: Log;
  readonly view: ProgressView;
  /** Called whenever an hour was written that is not what stood there. */
  readonly onHour: () => void;
}

/** Hours beyond which a pass is worth a progress view; fewer are the ordinary hour now and then. */
const MANY_HOURS = 2;

/** Starts collecting a cluster, with its progress in the log and on the terminal. */
export function startCollecting({ cluster, log, view, onHour }: CollectingOptions): Collecting {
  const stopping = new AbortController();
  const shown = { total: 0 };
  const running = runCollector(
    cluster,
    {
      onStart: (total) => {
        shown.total = total;
        log.info("collection.start", { cluster: cluster.name, hours: total });
        if (total > MANY_HOURS) view.start(total);
      },
      onWritten: onHour,
      onProgress: (done, total) => {
        if (total > MANY_HOURS) view.update(done, total);
      },
      onEnd: (outcome) => {
        if (shown.total > MANY_HOURS) view.stop();
        log.info("collection.end", { cluster: cluster.name, ...outcome });
      },
      onFailure: (hour, error) => logFailure(log, cluster.name, hour, error),
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

function logFailure(log: Log, cluster: string, hour: Instant | null, error: unknown): void {
  log.warn("collection.failed", {
    cluster,
    hour: hour === null ? null : formatInstant(hour),
    error: error instanceof Error ? error.message : String(error),
  });
}
