import type { Settings } from "../../config/read-settings.ts";
import { createExportQuota } from "../../limits/export-quota.ts";
import type { ExportSlots, ExportSlotsOptions } from "../../limits/export-slots.ts";
import type { RequestLimiter } from "../../limits/request-limiter.ts";
import type { AppDependencies } from "../dependencies.ts";
import type { Gauge } from "../process-metrics.ts";
import type { ExportParts } from "./export-handler.ts";
import { FILE_PATIENCE } from "./watch-reader.ts";

/** Exports of one caller at a time, the waiting ones among them. */
const MOST_OF_A_CALLER = 5;
const MOST_WAITING = 20;
const LONGEST_WAIT_MS = 30_000;
/** Each export holds a connection, and half of them are for answers. */
const CONNECTIONS_FOR_EACH = 5;
/** With one alone, one caller would keep all others from their files. */
const FEWEST_AT_A_TIME = 2;

/**
 * How many exports run and wait at a time: a fifth of the connections, two at least where a third connection is left.
 * One caller has half of them at most.
 */
export function exportSlotsOf({ DB_POOL_MAX }: Pick<Settings, "DB_POOL_MAX">): ExportSlotsOptions {
  const share = Math.max(FEWEST_AT_A_TIME, Math.floor(DB_POOL_MAX / CONNECTIONS_FOR_EACH));
  const atATime = Math.max(1, Math.min(share, DB_POOL_MAX - 1));
  const mostOfACaller = Math.max(1, Math.floor(atATime / 2));
  return { atATime, mostOfACaller, mostWaiting: MOST_WAITING, longestWaitMs: LONGEST_WAIT_MS };
}

interface MadeParts extends Pick<ExportParts, "slots"> {
  readonly quota: RequestLimiter;
}

/** All that exports work with. */
export function exportParts(
  { settings, authenticator, draining }: AppDependencies,
  { quota, ...made }: MadeParts,
): ExportParts {
  return {
    ...made,
    authenticator,
    draining,
    quota: createExportQuota({ exports: quota, maxAtATime: MOST_OF_A_CALLER }),
    exportMaxRows: settings.EXPORT_MAX_ROWS,
    patience: FILE_PATIENCE,
  };
}

/** How many exports run and wait, for /metrics. */
export function exportGauges(slots: ExportSlots): Gauge[] {
  return [
    { name: "kubecent_exports_running", help: "Exports that are being sent.", read: () => slots.running },
    {
      name: "kubecent_exports_waiting",
      help: "Exports that wait for their turn.",
      read: () => slots.waiting,
    },
  ];
}
