import { setTimeout as sleep } from "node:timers/promises";

/** Waits, or until the signal says to stop, which the caller looks at itself. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    // Woken up to stop.
  }
}
