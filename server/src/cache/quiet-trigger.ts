/** Does something after it was wanted: once for many wishes, and one round at a time. */
export interface QuietTrigger {
  /** It is wanted at once. */
  now(): void;
  /** It is wanted (again), when things have calmed down. */
  want(): void;
  /** Waits for the round under way; nothing begins after that. */
  stop(): Promise<void>;
}

export interface QuietTriggerOptions {
  /** How long nobody must have wanted it anew. */
  readonly quietMs: number;
  /** How long it is put off at most while it is wanted again and again. */
  readonly patienceMs: number;
}

/** `round` never throws. */
export function createQuietTrigger(
  round: () => Promise<unknown>,
  { quietMs, patienceMs }: QuietTriggerOptions,
): QuietTrigger {
  let timer: NodeJS.Timeout | undefined;
  let wantedSinceMs: number | undefined;
  let running: Promise<unknown> | undefined;
  let isStopped = false;

  function want(): void {
    if (isStopped) return;
    wantedSinceMs ??= performance.now();
    // The round under way looks itself whether another one is wanted when it is over.
    if (running) return;
    clearTimeout(timer);
    const leftMs = wantedSinceMs + patienceMs - performance.now();
    timer = setTimeout(begin, Math.max(0, Math.min(quietMs, leftMs))).unref();
  }

  function begin(): void {
    wantedSinceMs = undefined;
    running = round().finally(() => {
      running = undefined;
      if (wantedSinceMs !== undefined) want();
    });
  }

  return {
    now: () => {
      clearTimeout(timer);
      if (!running && !isStopped) begin();
    },
    want,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
