import Bottleneck from "bottleneck";

/** Does work in circumstances that it need not know of. */
export type Around = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Does it at once, in no circumstances at all. */
export const atWill: Around = (work) => work();

/** Does `atATime` pieces of work at a time: the first to ask is the first to be served. */
export function createTurns(atATime: number): Around {
  const queue = new Bottleneck({ maxConcurrent: atATime });
  return (work) => queue.schedule(work);
}
