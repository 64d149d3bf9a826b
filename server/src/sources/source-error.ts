/** A source could not be asked, or its answer cannot be used. The message says what to do and holds no secret. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  /** Whether the same question may well be answered a moment later. */
  readonly isTransient: boolean;

  constructor(message: string, options: ErrorOptions & { isTransient?: boolean } = {}) {
    super(message, options);
    this.isTransient = options.isTransient ?? false;
  }
}
