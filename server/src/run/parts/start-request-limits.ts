import { errorMessage } from "@kubecent/shared";
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "../../store/connection/database.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import type { Gauge } from "../../http/process-metrics.ts";
import { groupSpendings } from "../../limits/grouped-windows.ts";
import { type CreateLimiters, EXPORT_WINDOW_SECONDS, memoryLimiters } from "../../limits/limiters.ts";
import { WINDOW_SECONDS } from "../../limits/memory-limiter.ts";
import { openRedisWindows } from "../../limits/redis-windows.ts";
import { createSharedLimiter, type SharedLimiter, type SharedWindows } from "../../limits/shared-limiter.ts";
import { forgetReplica, noteReplica } from "../../store/shared-state/noted-replicas.ts";
import { spendRequests, sweepRequestWindows } from "../../store/shared-state/request-windows.ts";
import type { Undo } from "../start/undo.ts";

/** How soon the others learn of a new replica. */
const NOTE_EVERY_MS = 2_000;
const SWEEP_EVERY_NOTES = 15;

/** How requests are counted, and what metrics say of it. */
export interface RequestLimits {
  readonly createLimiters: CreateLimiters;
  readonly gauges: readonly Gauge[];
}

interface LimitParts {
  readonly database: Database;
  readonly log: Log;
  readonly undo: Undo;
}

/** Counts callers' requests where all replicas see them: in Redis, else in their database, else in memory. */
export async function startRequestLimits(
  settings: Pick<Settings, "REDIS_URL" | "DATABASE_URL">,
  { database, log, undo }: LimitParts,
): Promise<RequestLimits> {
  const { REDIS_URL, DATABASE_URL } = settings;
  if (REDIS_URL === undefined && DATABASE_URL === undefined) {
    return { createLimiters: memoryLimiters, gauges: [] };
  }
  const replicas = DATABASE_URL === undefined ? () => 1 : await countReplicas({ database, log, undo });
  const windows = REDIS_URL === undefined ? databaseWindows(database) : redisWindows(REDIS_URL, undo);
  const shared: SharedLimiter[] = [];
  return {
    createLimiters: (limits) => {
      const { rateLimitRequestsPerMinute, exportsPerHour } = limits;
      const common = { windows, replicas };
      const onStoreChange = storeLogger(log);
      const callers = createSharedLimiter({ ...common, limit: rateLimitRequestsPerMinute, onStoreChange });
      const exports = createSharedLimiter({
        ...common,
        limit: exportsPerHour,
        windowSeconds: EXPORT_WINDOW_SECONDS,
        // The limiter of requests asks the same store, and has logged it.
        onStoreChange: () => undefined,
      });
      shared.push(callers);
      return { ...memoryLimiters(limits), callers, exports };
    },
    gauges: [
      {
        name: "kubecent_limit_replicas",
        help: "Replicas that count requests together, as far as this one knows.",
        read: replicas,
      },
      {
        name: "kubecent_limit_store_up",
        help: "Whether the store in which replicas count requests together answers; 0 while each counts its share.",
        read: () => (shared.some((limiter) => limiter.isStoreDown()) ? 0 : 1),
      },
    ],
  };
}

function databaseWindows(database: Database): SharedWindows {
  return groupSpendings((spendings) => spendRequests(database, spendings));
}

/** Errors of the connection itself are ignored: the requests that need it log once that it is away. */
function redisWindows(redisUrl: string, undo: Undo): SharedWindows {
  const windows = openRedisWindows(redisUrl, () => undefined);
  undo.add(() => Promise.resolve(windows.close()));
  return windows;
}

function storeLogger(log: Log): (state: "down" | "up", error?: unknown) => void {
  return (state, error) => {
    if (state === "up") return log.info("rate_limit.store_up", {});
    log.warn("rate_limit.store_down", { error: errorMessage(error) });
  };
}

/** The most replicas that there were within the last minute, as far as the database knew. */
async function countReplicas({ database, log, undo }: LimitParts): Promise<() => number> {
  const name = randomUUID();
  const counts = createRecentMaximum(await noteReplica(database, name));
  const stopping = new AbortController();
  const noting = (async () => {
    for (let notes = 1; !stopping.signal.aborted; notes += 1) {
      await wait(NOTE_EVERY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        counts.note(await noteReplica(database, name));
        if (notes % SWEEP_EVERY_NOTES === 0) await sweepRequestWindows(database);
      } catch (error) {
        log.debug("rate_limit.replicas_not_counted", { error: String(error) });
      }
    }
  })();
  undo.add(async () => {
    stopping.abort();
    await noting;
    await forgetReplica(database, name).catch(() => undefined);
  });
  return () => counts.read();
}

/**
 * The highest of the figures noted within the last window; the last one where none was. After an outage the first
 * replica to come back finds itself alone for a moment, and must not take the shares of the others.
 */
function createRecentMaximum(first: number): { note(figure: number): void; read(): number } {
  let noted = [{ figure: first, atMs: performance.now() }];
  return {
    note: (figure) => {
      const since = performance.now() - WINDOW_SECONDS * 1_000;
      noted = [...noted.filter(({ atMs }) => atMs > since), { figure, atMs: performance.now() }];
    },
    read: () => Math.max(...noted.map(({ figure }) => figure)),
  };
}
