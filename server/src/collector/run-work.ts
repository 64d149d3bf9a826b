import Bottleneck from "bottleneck";

/** Wraps a unit of work, for example to tighten the heap while it runs. */
export type RunWork = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Runs the work with no wrapper. */
export const runAtOnce: RunWork = (work) => work();

/** Runs at most `atATime` units of work at once, in the order in which they came. */
export function createWorkQueue(atATime: number): RunWork {
  const queue = new Bottleneck({ maxConcurrent: atATime });
  return (work) => queue.schedule(work);
}
