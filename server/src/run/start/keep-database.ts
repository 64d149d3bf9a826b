import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage } from "@kubecent/shared";
import type { Log } from "../../log/logger.ts";

const LOOK_EVERY_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Looks after our own PostgreSQL until it is told to stop. */
export interface Keeping {
  stop(): Promise<void>;
}

/** Starts our own PostgreSQL again whenever it has ended by itself: nobody else would. */
export function keepDatabase(revive: () => Promise<"alive" | "revived">, log: Log): Keeping {
  const stopping = new AbortController();
  const running = keepUntil(stopping.signal, revive, log);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function keepUntil(
  signal: AbortSignal,
  revive: () => Promise<"alive" | "revived">,
  log: Log,
): Promise<void> {
  let waitMs = LOOK_EVERY_MS;
  for (;;) {
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const state = await revive();
      if (state === "revived") log.warn("embedded_postgres.revived", {});
      waitMs = LOOK_EVERY_MS;
    } catch (error) {
      log.error("embedded_postgres.not_revived", {
        error: errorMessage(error),
      });
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  }
}
