import { errorMessage, formatInstant, type Instant } from "@kubecent/shared";
import type { CollectedCluster } from "../../collector/collect-hour.ts";
import type { CleanedNames } from "../../collector/names/clean-observation.ts";
import { runCollector } from "../../collector/collector.ts";
import { priceBookLabel } from "../../domain/prices/price-book.ts";
import type { Log } from "../../log/logger.ts";
import type { CollectingWork } from "../gauges/collecting-work.ts";
import type { HourFindings } from "./hour-findings.ts";
import type { ProgressView } from "./progress-bar.ts";

/** The collector at work beside the server. */
export interface Collecting {
  /** Stops after the hours under way; none is left half written. */
  stop(): Promise<void>;
}

export interface CollectingOptions {
  readonly cluster: CollectedCluster;
  readonly log: Log;
  readonly view: ProgressView;
  /** Called whenever an hour was written that is not what stood there. */
  readonly onWritten: () => void;
  /** What follows the findings of hours; an operator's command has none. */
  readonly findings?: HourFindings | undefined;
  /** What follows how the work gets on, for the metrics. */
  readonly work?: CollectingWork | undefined;
}

/** Hours beyond which a pass is worth a progress view; fewer are the ordinary hour now and then. */
const MANY_HOURS = 2;

/** Starts collecting a cluster, with its progress in the log and on the terminal. */
export function startCollecting(options: CollectingOptions): Collecting {
  const { cluster, log, view, onWritten, findings, work } = options;
  const stopping = new AbortController();
  const shown = { total: 0, priced: false };
  const running = runCollector(
    cluster,
    {
      onStart: (total) => {
        shown.total = total;
        log.info("collection.start", { cluster: cluster.name, hours: total });
        if (total > MANY_HOURS) view.start(total);
      },
      onProgress: (done, total) => {
        if (total > MANY_HOURS) view.update(done, total);
      },
      onHour: ({ hour, outcome, byDefault, priceBook, cleaned, found }) => {
        findings?.note(cluster.name, hour, found);
        logCleaned(log, { cluster: cluster.name, hour }, cleaned);
        if (outcome === "written") onWritten();
        if (!shown.priced) logDefaults(log, { name: cluster.name, priceBook }, byDefault);
        shown.priced = true;
      },
      onEnd: (outcome) => {
        if (shown.total > MANY_HOURS) view.stop();
        log.info("collection.end", { cluster: cluster.name, ...outcome });
      },
      onLooked: (isGood) => work?.passed(cluster.name, isGood),
      onFailure: (hour, error) => logFailure(log, { cluster: cluster.name, hour, error }),
      onClockSkew: (whose, skewMs) =>
        log.warn("clock.skewed", { cluster: cluster.name, whose, skew_ms: skewMs }),
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

/** Says once, from the first hour on, how much of the cost is a guess. */
function logDefaults(
  log: Log,
  { name, priceBook }: Pick<CollectedCluster, "name" | "priceBook">,
  share: number,
): void {
  if (share === 0) return;
  log.info("prices.by_default", {
    cluster: name,
    share,
    price_book: priceBookLabel(priceBook),
    message: `Defaults, which are a guess, price ${(share * 100).toFixed(2)} % of what there is. A price book says what you pay: docs/prices.md.`,
  });
}

/** Says of each hour how many names were changed: they look odd in answers. */
function logCleaned(
  log: Log,
  { cluster, hour }: { readonly cluster: string; readonly hour: Instant },
  { unstorable, too_long: tooLong }: CleanedNames,
): void {
  if (unstorable + tooLong === 0) return;
  log.warn("names.cleaned", {
    cluster,
    hour: formatInstant(hour),
    unstorable,
    too_long: tooLong,
    message:
      "Names that the source told cannot be stored as they are: they end with ~ and a hash. docs/sources.md says more.",
  });
}

function logFailure(
  log: Log,
  { cluster, hour, error }: { cluster: string; hour: Instant | null; error: unknown },
): void {
  log.warn("collection.failed", {
    cluster,
    hour: hour === null ? null : formatInstant(hour),
    error: errorMessage(error),
  });
}
