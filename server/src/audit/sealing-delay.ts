/** For how long records wait to be sealed, as far as this process knows. */
export interface SealingDelay {
  /** Takes down what the database says. */
  measured(seconds: number): void;
  /** Age of the oldest unsealed record. Where the database has not said for a while, it counts from when it last did. */
  seconds(): number;
}

/** Looks are some seconds apart: one that is older than this has failed, or hangs. */
const LOOKED_WITHIN_SECONDS = 15;

/** Keeps the delay by a monotonic clock in milliseconds. */
export function createSealingDelay(now: () => number): SealingDelay {
  let last = { seconds: 0, at: now() };
  return {
    measured(seconds) {
      last = { seconds, at: now() };
    },
    seconds() {
      const since = (now() - last.at) / 1_000;
      return last.seconds > 0 || since > LOOKED_WITHIN_SECONDS ? last.seconds + since : 0;
    },
  };
}
