/** Why signing keys or a token review are unavailable: a code for the log, never for a caller. */
export class KeySourceError extends Error {
  override readonly name = "KeySourceError";
  readonly code: string;
  /** The key that is to blame, by its id; null where it is none of them, or has no id. */
  readonly kid: string | null;

  constructor(
    code: string,
    { kid = null, ...options }: ErrorOptions & { readonly kid?: string | null } = {},
  ) {
    super(`no keys: ${code}`, options);
    this.code = code;
    this.kid = kid;
  }
}
