/** Why keys, or a word about a token, cannot be had right now: a code for the log, never for a caller. */
export class KeySourceError extends Error {
  override readonly name = "KeySourceError";
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(`keys cannot be had: ${code}`, options);
    this.code = code;
  }
}
