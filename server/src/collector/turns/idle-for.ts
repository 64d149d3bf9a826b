import { performance } from "node:perf_hooks";
import { pause } from "../pause.ts";

/** How often it is looked at, at most. */
const LOOK_EVERY_MS = 1_000;

/**
 * Resolves to true when this process has had nothing to do for so long, in all, since the call; to false when the signal
 * comes first. Who waits for a source while there is other work keeps nobody: the processor is what is waited for. And
 * answers seem slow then although their source is not.
 */
export async function idleFor(durationMs: number, signal: AbortSignal): Promise<boolean> {
  const idleBefore = performance.eventLoopUtilization().idle;
  let leftMs = durationMs;
  while (leftMs > 0) {
    await pause(Math.max(LOOK_EVERY_MS, leftMs), signal);
    if (signal.aborted) return false;
    leftMs = durationMs - (performance.eventLoopUtilization().idle - idleBefore);
  }
  return true;
}
