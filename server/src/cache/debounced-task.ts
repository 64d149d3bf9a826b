/** Runs a task after it was asked for: once for many requests in a row, and never twice at the same time. */
export interface DebouncedTask {
  /** Runs it at once. */
  runNow(): void;
  /** Runs it as soon as nobody has asked for it for a while. */
  runSoon(): void;
  /** Waits for the run under way; none begins after that. */
  stop(): Promise<void>;
}

export interface DebounceOptions {
  /** How long nobody must have asked anew. */
  readonly quietMs: number;
  /** Longest delay while it is asked for again and again. */
  readonly maxWaitMs: number;
}

/** `run` never throws. */
export function createDebouncedTask(
  run: () => Promise<unknown>,
  { quietMs, maxWaitMs }: DebounceOptions,
): DebouncedTask {
  let timer: NodeJS.Timeout | undefined;
  let askedSinceMs: number | undefined;
  let running: Promise<unknown> | undefined;
  let isStopped = false;

  function runSoon(): void {
    if (isStopped) return;
    askedSinceMs ??= performance.now();
    // The run under way looks itself, when it is over, whether another one was asked for.
    if (running) return;
    clearTimeout(timer);
    const leftMs = askedSinceMs + maxWaitMs - performance.now();
    timer = setTimeout(begin, Math.max(0, Math.min(quietMs, leftMs))).unref();
  }

  function begin(): void {
    askedSinceMs = undefined;
    running = run().finally(() => {
      running = undefined;
      if (askedSinceMs !== undefined) runSoon();
    });
  }

  return {
    runNow: () => {
      clearTimeout(timer);
      if (!running && !isStopped) begin();
    },
    runSoon,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
