/** Why keys, or a word about a token, cannot be had right now: a code for the log, never for a caller. */
export class KeySourceError extends Error {
  override readonly name = "KeySourceError";
  readonly code: string;
  /** The key that is to blame, by its id; null where it is none of them, or has no id. */
  readonly kid: string | null;

  constructor(
    code: string,
    { kid = null, ...options }: ErrorOptions & { readonly kid?: string | null } = {},
  ) {
    super(`keys cannot be had: ${code}`, options);
    this.code = code;
    this.kid = kid;
  }
}
