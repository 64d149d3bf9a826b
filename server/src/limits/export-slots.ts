import { CostError } from "@kubecent/shared";
import { once } from "./export-quota.ts";

export interface ExportSlotsOptions {
  /** Exports of this process at a time: each holds a connection for as long as its reader takes. */
  readonly atATime: number;
  /** Of these, how many one caller may have; fewer than all, so that one is always left for others. */
  readonly mostOfACaller: number;
  readonly mostWaiting: number;
  readonly longestWaitMs: number;
}

/** The places for exports that run at the same time. */
export interface ExportSlots {
  /**
   * Waits for a place and returns what to call when it is no longer needed. Throws OVERLOADED where too many wait
   * already, or none has become free in time; rejects with the signal's reason where the caller leaves.
   */
  take(callerId: string, signal: AbortSignal): Promise<() => void>;
  readonly running: number;
  readonly waiting: number;
}

const RETRY_AFTER_SECONDS = 10;

/** Bounds how many exports run and wait, in all and of one caller. The next place goes to the caller with the fewest. */
export function createExportSlots(options: ExportSlotsOptions): ExportSlots {
  const { atATime, mostOfACaller, mostWaiting, longestWaitMs } = options;
  const queue: Turn[] = [];
  const running = new Map<string, number>();
  const runningOf = (callerId: string): number => running.get(callerId) ?? 0;
  const runningInAll = (): number => [...running.values()].reduce((sum, count) => sum + count, 0);
  const change = (callerId: string, by: 1 | -1): void => {
    const count = runningOf(callerId) + by;
    if (count > 0) running.set(callerId, count);
    else running.delete(callerId);
  };
  const next = (): Turn | undefined => {
    const mayRun = queue.filter(({ callerId }) => runningOf(callerId) < mostOfACaller);
    return mayRun.toSorted((one, other) => runningOf(one.callerId) - runningOf(other.callerId))[0];
  };
  const leaveQueue = (turn: Turn): void => {
    const at = queue.indexOf(turn);
    if (at >= 0) queue.splice(at, 1);
  };
  const fill = (): void => {
    while (runningInAll() < atATime) {
      const turn = next();
      if (!turn) return;
      leaveQueue(turn);
      change(turn.callerId, 1);
      turn.grant(() => {
        change(turn.callerId, -1);
        fill();
      });
    }
  };
  return {
    take(callerId, signal) {
      const turn = new Turn(callerId, { signal, longestWaitMs, leave: leaveQueue });
      if (!signal.aborted) queue.push(turn);
      fill();
      // A caller who can run at once never waits, however many others do.
      if (queue.length > mostWaiting) turn.giveUp(overloaded(`${mostWaiting} exports are waiting already.`));
      return turn.granted;
    },
    get running() {
      return runningInAll();
    },
    get waiting() {
      return queue.length;
    },
  };
}

interface Wait {
  readonly signal: AbortSignal;
  readonly longestWaitMs: number;
  /** Takes this turn out of the queue. */
  readonly leave: (turn: Turn) => void;
}

/** One export that waits for its place. */
class Turn {
  readonly callerId: string;
  readonly granted: Promise<() => void>;
  readonly grant: (end: () => void) => void;
  readonly giveUp: (reason: unknown) => void;

  constructor(callerId: string, { signal, longestWaitMs, leave }: Wait) {
    const granted = Promise.withResolvers<() => void>();
    this.giveUp = (reason) => {
      leave(this);
      granted.reject(reason);
    };
    const onLeft = (): void => this.giveUp(signal.reason);
    const late = setTimeout(
      () => this.giveUp(overloaded("No other export has ended in time.")),
      longestWaitMs,
    );
    signal.addEventListener("abort", onLeft, { once: true });
    if (signal.aborted) granted.reject(signal.reason);
    const stopWaiting = (): void => {
      clearTimeout(late);
      signal.removeEventListener("abort", onLeft);
    };
    this.callerId = callerId;
    this.granted = granted.promise.finally(stopWaiting);
    this.grant = (end) => {
      // The wait is over at once: a caller who leaves from now on has a place to give back.
      stopWaiting();
      granted.resolve(once(end));
    };
  }
}

function overloaded(why: string): CostError {
  const message = `${why} Try again in ${RETRY_AFTER_SECONDS} s.`;
  return new CostError("OVERLOADED", message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
