import { CostError } from "@kubecent/shared";
import Bottleneck from "bottleneck";

export interface ExportSlotsOptions {
  /** Exports of this process at a time: each holds a connection for as long as its reader takes. */
  readonly atATime: number;
  readonly mostWaiting: number;
  readonly longestWaitMs: number;
}

/** Whose turn it is to be sent a file. */
export interface ExportSlots {
  /**
   * Waits for a place and returns what to call when it is no longer needed. Throws OVERLOADED where too many wait
   * already, or none has become free in time; rejects with the signal's reason where the caller leaves.
   */
  take(signal: AbortSignal): Promise<() => void>;
  readonly running: number;
  readonly waiting: number;
}

const RETRY_AFTER_SECONDS = 10;

/** Bounds how many exports run and how many wait for it. */
export function createExportSlots({ atATime, mostWaiting, longestWaitMs }: ExportSlotsOptions): ExportSlots {
  const queue = new Bottleneck({ maxConcurrent: atATime });
  const counts = { running: 0, waiting: 0 };

  /** Holds a place of the queue until it is given back, unless nobody wants it any more. */
  const hold = async (turn: Turn): Promise<void> => {
    if (!turn.begin()) return;
    counts.running += 1;
    await turn.over;
    counts.running -= 1;
  };
  return {
    async take(signal) {
      if (counts.waiting >= mostWaiting) throw overloaded(`${mostWaiting} exports are waiting already.`);
      counts.waiting += 1;
      const turn = new Turn(signal, longestWaitMs);
      void queue.schedule(() => hold(turn));
      try {
        return await turn.granted;
      } finally {
        counts.waiting -= 1;
      }
    },
    get running() {
      return counts.running;
    },
    get waiting() {
      return counts.waiting;
    },
  };
}

/** One export on its way through the queue. */
class Turn {
  readonly granted: Promise<() => void>;
  readonly over: Promise<void>;
  readonly begin: () => boolean;

  constructor(signal: AbortSignal, longestWaitMs: number) {
    const granted = Promise.withResolvers<() => void>();
    const over = Promise.withResolvers<void>();
    let isWanted = true;
    const giveUp = (reason: unknown): void => {
      isWanted = false;
      granted.reject(reason);
    };
    const leave = (): void => giveUp(signal.reason);
    const late = setTimeout(() => giveUp(overloaded("No other export has ended in time.")), longestWaitMs);
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    const stopWaiting = (): void => {
      clearTimeout(late);
      signal.removeEventListener("abort", leave);
    };
    this.granted = granted.promise.finally(stopWaiting);
    this.over = over.promise;
    this.begin = () => {
      if (isWanted) granted.resolve(over.resolve);
      return isWanted;
    };
  }
}

function overloaded(why: string): CostError {
  const message = `${why} Try again in ${RETRY_AFTER_SECONDS} s.`;
  return new CostError("OVERLOADED", message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
