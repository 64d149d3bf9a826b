import { setTimeout as sleep } from "node:timers/promises";

/** Waits, at most until the signal says stop; never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    // Woken up to stop: the loop looks at the signal itself.
  }
}
