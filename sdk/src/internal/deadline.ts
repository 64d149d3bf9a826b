// A longer timer overflows, and fires at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What ends an attempt before its answer, and the error that it then fails with. */
export interface Deadline {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly timedOut: () => Error;
  readonly aborted: (reason: unknown) => Error;
}

/** Runs `work` until it ends, its time is up or the caller aborts, even if `work` does not heed its signal. */
export async function withDeadline<T>(
  deadline: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stopped = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
  });
  const release = arm(deadline, controller);
  try {
    if (controller.signal.aborted) return await stopped;
    return await Promise.race([stopped, work(controller.signal)]);
  } finally {
    release();
  }
}

/** Waits; fails at once when the caller aborts. */
export async function sleep(durationMs: number, deadline: Omit<Deadline, "timeoutMs">): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await withDeadline({ ...deadline, timeoutMs: Number.POSITIVE_INFINITY }, () => {
      return new Promise<void>((resolve) => {
        timer = setTimeout(resolve, durationMs);
      });
    });
  } finally {
    // An aborted wait must not keep the process alive.
    clearTimeout(timer);
  }
}

function arm({ signal, timeoutMs, timedOut, aborted }: Deadline, controller: AbortController): () => void {
  const onAbort = (): void => controller.abort(aborted(signal?.reason));
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort);
  const timer =
    timeoutMs <= LONGEST_TIMER_MS ? setTimeout(() => controller.abort(timedOut()), timeoutMs) : undefined;

  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  };
}
