import { setTimeout as sleep } from "node:timers/promises";
import type { Instant } from "@kubecent/shared";
import {
  type KeptStore,
  LOOK_EVERY_MS,
  maintain,
  MAINTAIN_EVERY_MS,
  makeDueDays,
} from "../collector/maintenance.ts";
import type { Log } from "../http/log/logger.ts";

/** Maintenance at work beside the collector. */
interface Maintaining {
  /** Stops after the step under way; none is left half done. */
  stop(): Promise<void>;
}

interface MaintainingOptions extends KeptStore {
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
  const { pool, log } = options;
  try {
    const done = isWhole
      ? await maintain(options, now, signal)
      : { daysMade: await makeDueDays(pool, now, signal) };
    if (Object.values(done).some((count) => count > 0)) log.info("maintenance.done", { ...done });
    return true;
  } catch (error) {
    if (!signal.aborted) {
      log.warn("maintenance.failed", { error: error instanceof Error ? error.message : String(error) });
    }
    return false;
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  } catch {
    // Woken up to stop: the loop looks at the signal itself.
  }
}
