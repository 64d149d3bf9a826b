import { setTimeout as wait } from "node:timers/promises";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import { askDirectly, askPool } from "../../store/connection/pool.ts";
import { EXIT } from "./exit.ts";
import type { OpenedDatabase } from "./open-database.ts";

export interface PoolWatch {
  /** Rejects where the pool gives no answer. */
  readonly askPool: () => Promise<void>;
  /** The same on a connection that is made for this and closed again. */
  readonly askDirectly: () => Promise<void>;
  /** Called once, when the pool has been stuck although the database is there. */
  readonly onStuck: () => void;
  readonly lookEveryMs?: number;
  readonly patienceMs?: number;
}

const LOOK_EVERY_MS = 30_000;
const PATIENCE_MS = 600_000;

/**
 * Watches whether the pool makes progress; returns what ends the watch. A process whose pool never recovers would
 * live on and answer nothing, for liveness does not depend on the database: better to start anew. A database that is
 * away is no reason, for starting anew would not bring it back.
 */
export function watchPool(watch: PoolWatch): () => Promise<void> {
  const stopping = new AbortController();
  const watching = look(watch, stopping.signal);
  return async () => {
    stopping.abort();
    await watching;
  };
}

async function look(watch: PoolWatch, signal: AbortSignal): Promise<void> {
  const { lookEveryMs = LOOK_EVERY_MS, patienceMs = PATIENCE_MS, onStuck } = watch;
  let progressAt = performance.now();
  while (!signal.aborted) {
    await wait(lookEveryMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    if (await answers(watch.askPool)) progressAt = performance.now();
    const isLate = performance.now() - progressAt >= patienceMs;
    if (isLate && (await answers(watch.askDirectly))) return onStuck();
  }
}

async function answers(ask: () => Promise<void>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch {
    return false;
  }
}

/** Watches the service's own pool; a stuck one ends the process. */
export function watchConfiguredPool(
  { DATABASE_URL }: Pick<Settings, "DATABASE_URL">,
  { primary }: Pick<OpenedDatabase, "primary">,
  log: Log,
): () => Promise<void> {
  // Our own database is looked after by ourselves.
  if (DATABASE_URL === undefined) return () => Promise.resolve();
  return watchPool({
    askPool: () => askPool(primary),
    askDirectly: () => askDirectly(primary),
    onStuck: () => {
      log.error("database.pool_stuck", { message: "The pool has stood still although the database answers" });
      process.exit(EXIT.stuck);
    },
  });
}
