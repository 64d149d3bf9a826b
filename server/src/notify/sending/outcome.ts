/** What became of a try. */
export interface Outcome {
  /** Whether the receiver has it. */
  readonly isReached: boolean;
  /** Status of HTTP or SMTP; null where none came. */
  readonly status: number | null;
  /** Why it failed, as a code; null where it did not. Nothing that a receiver says ever stands here. */
  readonly error: string | null;
  /** How a failure goes on: again later, a few times more, or never to this channel. */
  readonly next: "retry" | "few" | "disable";
  /** Seconds that the receiver asks to wait. */
  readonly retryAfterSeconds: number | null;
  /** Recipients that have it, where others do not. */
  readonly reached: readonly string[];
}

const NOTHING = { status: null, retryAfterSeconds: null, reached: [] };

/** Somebody has it. */
export function reached(status: number, recipients: readonly string[] = []): Outcome {
  return { ...NOTHING, isReached: true, status, error: null, next: "retry", reached: recipients };
}

/** Nobody has it, or nobody knows. */
export function failed(error: string, more: Partial<Outcome> = {}): Outcome {
  return { ...NOTHING, isReached: false, error, next: "retry", ...more };
}

const GONE = 410;
const LONGEST_WAIT_SECONDS = 86_400;

/** What a status of HTTP means for what was sent. A redirect is not followed: it would lead past the rules. */
export function outcomeOfStatus(status: number, retryAfter: string | undefined): Outcome {
  if (status >= 200 && status < 300) return reached(status);
  const error = `status_${status}`;
  if (status === GONE) return failed(error, { status, next: "disable" });
  const isLater = status === 429 || status === 408 || status >= 500;
  return failed(error, {
    status,
    next: isLater ? "retry" : "few",
    retryAfterSeconds: isLater ? secondsOf(retryAfter) : null,
  });
}

/** `Retry-After` in seconds; a date counts from now. */
function secondsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000;
  if (!Number.isFinite(seconds) || seconds < 0) return null;
  return Math.min(Math.ceil(seconds), LONGEST_WAIT_SECONDS);
}
