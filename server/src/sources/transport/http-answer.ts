/** One request, ready to be sent. */
export interface HttpQuestion {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a request without one. */
  readonly body: string | null;
  readonly signal: AbortSignal;
}

/** An answer whose body is yet to be read; redirects are answers like any other. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}
