import { setTimeout as sleep } from "node:timers/promises";
import { formatInstant, type Instant } from "@kubecent/shared";
import type pg from "pg";
import {
  LOOK_EVERY_MS,
  maintain,
  MAINTAIN_EVERY_MS,
  type MaintenanceOutcome,
  makeDueDays,
  type Retention,
} from "../collector/maintenance.ts";
import type { Log, LogFields } from "../http/log/logger.ts";
import type { DayPlace } from "../store/days/day-place.ts";

/** Maintenance at work beside the collector. */
interface Maintaining {
  /** Stops after the step under way; none is left half done. */
  stop(): Promise<void>;
}

interface MaintainingOptions {
  readonly pool: pg.Pool;
  readonly retention: Retention;
  readonly log: Log;
  readonly now: () => Instant;
}

/** Keeps the store in order for as long as the service runs. Several replicas may: each step is safe twice. */
export function startMaintaining(options: MaintainingOptions): Maintaining {
  const stopping = new AbortController();
  const running = runMaintenance(options, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function runMaintenance(options: MaintainingOptions, signal: AbortSignal): Promise<void> {
  let maintainedAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const now = options.now();
    const isWhole = now - maintainedAt >= MAINTAIN_EVERY_MS || now < maintainedAt;
    const isDone = await takeTurn(options, { now, isWhole, signal });
    if (isWhole && isDone) maintainedAt = now;
    await pause(signal);
  }
}

interface Turn {
  readonly now: Instant;
  /** Whether everything has its turn, or only the days that have ended. */
  readonly isWhole: boolean;
  readonly signal: AbortSignal;
}

/** Never throws: what failed is logged, returns false, and is tried again in the next turn. */
async function takeTurn(options: MaintainingOptions, { now, isWhole, signal }: Turn): Promise<boolean> {
  const { pool, retention, log } = options;
  const onFailure = (place: DayPlace, error: unknown): void =>
    log.warn("maintenance.failed", { day: formatInstant(place.day), error: messageOf(error) });
  try {
    const making = { pool, now, signal, onFailure };
    const done = isWhole ? await maintain(making, retention) : { daysMade: await makeDueDays(making) };
    if (Object.values(done).some((count) => count > 0)) log.info("maintenance.done", fieldsOf(done));
    return true;
  } catch (error) {
    if (!signal.aborted) log.warn("maintenance.failed", { error: messageOf(error) });
    return false;
  }
}

function fieldsOf(done: Partial<MaintenanceOutcome>): LogFields {
  return {
    days_made: done.daysMade,
    days_purged: done.daysPurged,
    sketches_closed: done.sketchesClosed,
    names_swept: done.namesSwept,
    weeks_dropped: done.dropped,
    weeks_waiting: done.waiting,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  } catch {
    // Woken up to stop: the loop looks at the signal itself.
  }
}
