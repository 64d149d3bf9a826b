import type { Instant } from "@kubecent/shared";

export interface LastUsedOptions {
  readonly write: (uses: ReadonlyMap<bigint, Instant>) => Promise<void>;
  readonly now: () => Instant;
  readonly everyMs?: number;
}

/** Notes when tokens were used, and writes it down now and then: no request ever waits for it. */
export interface LastUsed {
  note(tokenId: bigint): void;
  /** Writes what is not written yet, and stops. */
  stop(): Promise<void>;
}

const WRITE_EVERY_MS = 60_000;

/** Writes at most once a minute, all tokens at a time. What cannot be written is tried again with the next. */
export function createLastUsed({ write, now, everyMs = WRITE_EVERY_MS }: LastUsedOptions): LastUsed {
  let uses = new Map<bigint, Instant>();
  const flush = async (): Promise<void> => {
    if (uses.size === 0) return;
    const written = uses;
    uses = new Map();
    try {
      await write(written);
    } catch {
      // A lost time of use needs no alarm: a database that is away is reported by those that need it.
      uses = new Map([...written, ...uses]);
    }
  };
  const timer = setInterval(() => void flush(), everyMs);
  timer.unref();
  return {
    note: (tokenId) => void uses.set(tokenId, now()),
    stop: () => {
      clearInterval(timer);
      return flush();
    },
  };
}
