import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage, formatInstant, type Instant } from "@kubecent/shared";
import type { Database } from "../../store/connection/database.ts";
import {
  LOOK_EVERY_MS,
  maintain,
  MAINTAIN_EVERY_MS,
  type MaintenanceOutcome,
  makeDueDays,
  makeOpenDaysAndSpans,
  type Retention,
} from "../../store/retention/maintenance.ts";
import type { Log, LogFields } from "../../log/logger.ts";
import type { DayPlace } from "../../store/sums/days/day-place.ts";

/** Maintenance at work beside the collector. */
export interface Maintaining {
  /** Milliseconds since everything had its turn last, or since this began. */
  ageMs(): number;
  /** Stops after the step under way; none is left half done. */
  stop(): Promise<void>;
}

interface MaintainingOptions {
  readonly database: Database;
  /** How long things are kept, as of now. */
  readonly retention: () => Retention;
  /** Calls back whenever settings have changed, until what it returns is called. */
  readonly onSettingsChange: (listener: () => void) => () => void;
  readonly log: Log;
  readonly now: () => Instant;
}

/** Keeps the store in order for as long as the service runs. Several replicas may: each step is safe twice. */
export function startMaintaining(options: MaintainingOptions): Maintaining {
  const stopping = new AbortController();
  const last = { at: options.now() };
  const running = runMaintenance(options, stopping.signal, (at) => (last.at = at));
  return {
    ageMs: () => options.now() - last.at,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function runMaintenance(
  options: MaintainingOptions,
  signal: AbortSignal,
  onMaintained: (at: Instant) => void,
): Promise<void> {
  let maintained = { at: Number.NEGATIVE_INFINITY, retention: "" };
  while (!signal.aborted) {
    const now = options.now();
    const kept = options.retention();
    const retention = JSON.stringify(kept);
    const isLongAgo = now - maintained.at >= MAINTAIN_EVERY_MS || now < maintained.at;
    // What is to be kept for a shorter time from now on does not wait for the next hour.
    const isWhole = isLongAgo || retention !== maintained.retention;
    const isDone = await takeTurn(options, { now, isWhole, retention: kept, signal });
    if (isWhole && isDone) {
      maintained = { at: now, retention };
      onMaintained(now);
    }
    const isNew = (): boolean => JSON.stringify(options.retention()) !== retention;
    await untilNextLook(options, signal, isNew);
  }
}

interface Turn {
  readonly now: Instant;
  /** Whether everything has its turn, or only the days that have ended. */
  readonly isWhole: boolean;
  readonly retention: Retention;
  readonly signal: AbortSignal;
}

/** Never throws: what failed is logged, returns false, and is tried again in the next turn. */
async function takeTurn(
  { database, log }: MaintainingOptions,
  { now, isWhole, retention, signal }: Turn,
): Promise<boolean> {
  const onFailure = (place: DayPlace, error: unknown): void =>
    log.warn("maintenance.failed", { day: formatInstant(place.day), error: errorMessage(error) });
  try {
    const making = { database, now, signal, onFailure };
    const done = isWhole ? await maintain(making, retention) : { daysMade: await makeDueDays(making) };
    if (!isWhole) await makeOpenDaysAndSpans(making);
    if (Object.values(done).some((count) => count > 0)) log.info("maintenance.done", fieldsOf(done));
    return true;
  } catch (error) {
    if (!signal.aborted) log.warn("maintenance.failed", { error: errorMessage(error) });
    return false;
  }
}

function fieldsOf(done: Partial<MaintenanceOutcome>): LogFields {
  return {
    days_made: done.daysMade,
    days_purged: done.daysPurged,
    sketches_closed: done.sketchesClosed,
    names_swept: done.namesSwept,
    keys_swept: done.keysSwept,
    weeks_dropped: done.dropped,
    weeks_waiting: done.waiting,
  };
}

/** Until it is time to look again, or there is another retention: one that came meanwhile ends it at once. */
async function untilNextLook(
  { onSettingsChange }: MaintainingOptions,
  signal: AbortSignal,
  isNew: () => boolean,
): Promise<void> {
  const waking = new AbortController();
  const wake = (): void => {
    if (isNew()) waking.abort();
  };
  const unsubscribe = onSettingsChange(wake);
  wake();
  try {
    await sleep(LOOK_EVERY_MS, undefined, { signal: AbortSignal.any([signal, waking.signal]) });
  } catch {
    // Woken up to look, or to stop: the loop looks at the signal itself.
  } finally {
    unsubscribe();
  }
}
