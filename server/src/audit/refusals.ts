import type { AuditRecord } from "../store/audit-log/audit-logs.ts";

/** An attempt that was refused, and what it is counted by. */
export interface RefusedAttempt {
  /** Whose attempts are counted together: a caller's id, or the key of a stranger's address. */
  readonly countedAs: string;
  readonly record: Omit<AuditRecord, "status" | "occurrences">;
  /** Why, as an error code. */
  readonly code: string;
}

/** Puts refused attempts on record without ever becoming a flood itself. */
export interface RefusalRecorder {
  /** Never throws, and keeps nobody waiting. */
  note(attempt: RefusedAttempt): void;
  /** Resolves when all that was noted until now is on record, or has failed to be. */
  settled(): Promise<void>;
  /** Writes what has been counted, and stops. */
  stop(): Promise<void>;
}

export interface RefusalRecorderOptions {
  readonly write: (record: AuditRecord) => Promise<void>;
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
  readonly windowMs?: number;
  /** Kinds of attempts that are told apart in a window; the others are counted together. */
  readonly maxKinds?: number;
}

/** Attempts of one kind in the window. */
interface Counted {
  readonly attempt: RefusedAttempt;
  /** Attempts that no record speaks of yet. */
  unwritten: number;
  firstAt: number;
  lastAt: number;
}

const WINDOW_MS = 60_000;
const MAX_KINDS = 1_000;
const OVERFLOW = "";

/**
 * The first attempt of a kind (one caller or address, one action, one reason) is written at once, with its
 * request id; the others of the same minute are counted and written as one record when it ends. So there are two
 * records a minute for a kind at most, and memory and writes are bounded whatever comes in.
 */
export function createRefusalRecorder(options: RefusalRecorderOptions): RefusalRecorder {
  const { now, maxKinds = MAX_KINDS, windowMs = WINDOW_MS } = options;
  let window = new Map<string, Counted>();
  // One at a time: a flood of refusals must not take the connections that answers need.
  let writing: Promise<void> = Promise.resolve();

  const write = (counted: Counted): void => {
    writing = writing.then(() => writeCounted(options, counted));
  };
  const closeWindow = (): void => {
    const counted = [...window.values()].filter(({ unwritten }) => unwritten > 0);
    window = new Map();
    for (const each of counted) write(each);
    // What cannot be written is counted on, so that it is on record once the database is back.
    writing = writing.then(() => keepUnwritten(window, counted, maxKinds));
  };
  const timer = setInterval(closeWindow, windowMs);
  timer.unref();
  return {
    note(attempt) {
      const key = attemptKey(attempt);
      const known = window.get(key) ?? (window.size < maxKinds ? undefined : window.get(OVERFLOW));
      if (known) {
        known.unwritten += 1;
        known.lastAt = now();
        return;
      }
      const isOverflow = window.size >= maxKinds;
      const counted = {
        attempt: isOverflow ? overflowAttempt(attempt) : attempt,
        unwritten: 1,
        firstAt: now(),
        lastAt: now(),
      };
      window.set(isOverflow ? OVERFLOW : key, counted);
      write(counted);
    },
    settled: async () => {
      await writing;
    },
    async stop() {
      clearInterval(timer);
      closeWindow();
      await writing;
    },
  };
}

async function writeCounted({ write, onFailure }: RefusalRecorderOptions, counted: Counted): Promise<void> {
  const occurrences = counted.unwritten;
  if (occurrences === 0) return;
  const { attempt, firstAt, lastAt } = counted;
  try {
    await write({
      ...attempt.record,
      details: {
        ...attempt.record.details,
        code: attempt.code,
        firstAt: new Date(firstAt).toISOString(),
        lastAt: new Date(lastAt).toISOString(),
      },
      status: "FAILED",
      occurrences,
    });
    // More may have come in meanwhile.
    counted.unwritten -= occurrences;
    counted.firstAt = counted.lastAt;
  } catch (error) {
    onFailure(error);
  }
}

function keepUnwritten(window: Map<string, Counted>, counted: readonly Counted[], maxKinds: number): void {
  for (const each of counted.filter(({ unwritten }) => unwritten > 0)) {
    const isOverflow = window.size >= maxKinds && !window.has(attemptKey(each.attempt));
    const key = isOverflow ? OVERFLOW : attemptKey(each.attempt);
    const known = window.get(key);
    if (known) known.unwritten += each.unwritten;
    else window.set(key, isOverflow ? { ...each, attempt: overflowAttempt(each.attempt) } : each);
  }
}

function attemptKey({ countedAs, record, code }: RefusedAttempt): string {
  if (countedAs === OVERFLOW) return OVERFLOW;
  return JSON.stringify([countedAs, record.action, record.resourceType, record.resourceId, code]);
}

/** Stands for all kinds that no room was left for: who they were, the log lines tell. */
function overflowAttempt({ record, code }: RefusedAttempt): RefusedAttempt {
  return {
    countedAs: OVERFLOW,
    record: { ...record, userId: "various", userName: "", resourceId: "various", details: { various: true } },
    code,
  };
}
