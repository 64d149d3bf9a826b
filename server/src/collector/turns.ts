import Bottleneck from "bottleneck";

/** Does work when its turn has come: the first to ask is the first to be served. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Turns for `atATime` pieces of work. */
export function createTurns(atATime: number): Turns {
  const queue = new Bottleneck({ maxConcurrent: atATime });
  return (work) => queue.schedule(work);
}
