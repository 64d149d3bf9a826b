import { once } from "node:events";
import { Worker } from "node:worker_threads";
import {
  type SettledAdvice,
  settlePresets,
  type UnsettledAdvice,
} from "../../../domain/advice/settle-presets.ts";

/** Below so many trials of a pod on a node it takes less time here than a thread takes to start. */
const FEW_TRIALS = 200_000;

/**
 * Settles advice without keeping callers waiting: packing a large cluster takes seconds, in which this thread would answer nobody.
 * Throws what the thread throws, and where it is told to stop.
 */
export async function settleAside(advice: UnsettledAdvice, signal: AbortSignal): Promise<SettledAdvice> {
  if (trialsOf(advice) < FEW_TRIALS) return settlePresets(advice);
  const { sizes, others, cluster } = advice;
  const workerData = { sizes, others, cluster } satisfies UnsettledAdvice;
  const worker = new Worker(new URL("settle-worker.ts", import.meta.url), { workerData });
  try {
    const [settled]: SettledAdvice[] = await once(worker, "message", { signal });
    if (!settled) throw new Error("The thread that settles advice ended without an answer.");
    return settled;
  } finally {
    await worker.terminate();
  }
}

function trialsOf({ sizes, cluster: { places } }: UnsettledAdvice): number {
  if (!places) return 0;
  const changes = [...sizes.values()].reduce((sum, all) => sum + all.length, 0);
  return changes * places.nodes.length * places.pods.length;
}
