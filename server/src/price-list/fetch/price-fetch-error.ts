/** A source of prices that gave none: what was asked, what came, and what to do. */
export class PriceFetchError extends Error {
  override readonly name = "PriceFetchError";
  /** Asking again may help. */
  readonly isTransient: boolean;
  /** How long the server wants to be left alone; 0 where it does not say. */
  readonly retryAfterMs: number;

  constructor(
    message: string,
    {
      isTransient = false,
      retryAfterMs = 0,
      cause,
    }: { isTransient?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.isTransient = isTransient;
    this.retryAfterMs = retryAfterMs;
  }
}
