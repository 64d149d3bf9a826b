import { CostError } from "@kubecent/shared";
import Bottleneck from "bottleneck";

/** Bounds how many answers are being made at a time; hits, probes and logins never come here. */
export interface MakingQueue {
  /** Runs `work` when there is a place. Throws OVERLOADED at once where too many wait already. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  readonly running: number;
  readonly waiting: number;
}

const RETRY_AFTER_SECONDS = 2;

/**
 * Lets `atATime` run, which is two at least, and `mostWaiting` wait. Bottleneck holds a job up for 4.5 ms even when
 * nothing else is going on, so half of the places are given out directly while they are free, and the queue has the
 * other half. Waiting work is counted here: Bottleneck's own limit does not see jobs that it has not sorted in yet.
 */
export function createMakingQueue(atATime: number, mostWaiting: number): MakingQueue {
  const places = Math.ceil(atATime / 2);
  const queue = new Bottleneck({ maxConcurrent: Math.max(1, atATime - places) });
  const running = { directly: 0, fromQueue: 0 };
  let waiting = 0;

  async function directly<Result>(work: () => Promise<Result>): Promise<Result> {
    running.directly++;
    try {
      return await work();
    } finally {
      running.directly--;
    }
  }

  async function fromQueue<Result>(work: () => Promise<Result>): Promise<Result> {
    waiting--;
    running.fromQueue++;
    try {
      return await work();
    } finally {
      running.fromQueue--;
    }
  }

  return {
    run: async (work) => {
      if (running.directly < places) return directly(work);
      if (waiting >= mostWaiting) throw overloaded(mostWaiting);
      waiting++;
      return queue.schedule(() => fromQueue(work));
    },
    get running() {
      return running.directly + running.fromQueue;
    },
    get waiting() {
      return waiting;
    },
  };
}

function overloaded(waiting: number): CostError {
  return new CostError(
    "OVERLOADED",
    `${waiting} questions are waiting for their answers already. Try again in ${RETRY_AFTER_SECONDS} s.`,
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
