interface SourceErrorOptions extends ErrorOptions {
  readonly isTransient?: boolean;
  readonly isTooLarge?: boolean;
}

/** A source could not be asked, or its answer cannot be used. The message says what to do and holds no secret. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  /** Whether the same question may well be answered a moment later. */
  readonly isTransient: boolean;
  /** Whether the question was too large for the server: a part of it may well be answered. */
  readonly isTooLarge: boolean;

  constructor(message: string, options: SourceErrorOptions = {}) {
    super(message, options);
    this.isTransient = options.isTransient ?? false;
    this.isTooLarge = options.isTooLarge ?? false;
  }
}

const LONGEST_QUOTE = 300;

/** A text of the source for a message: in one line, and not too long. */
export function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}
