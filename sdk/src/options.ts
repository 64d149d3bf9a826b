/** An API token or JWT, or a function that returns one. */
export type TokenSource = string | (() => string | Promise<string>);

/** How to reach the service, and how patient to be with it. */
export interface KubeCentOptions {
  /** The service's root, such as "http://localhost:8000"; "" in a page that the service itself serves. */
  url: string;
  /** Without "Bearer". A function is asked before every attempt, and once more after a 401. */
  token: TokenSource;
  /** How long one attempt may take, its token and its body included; 30,000 by default. */
  timeoutMs?: number | undefined;
  /** Attempts after the first one; 2 by default, 0 for none. */
  maxRetries?: number | undefined;
  /** Stands in for the platform's `fetch`: a proxy, a certificate of one's own, a test. */
  fetch?: FetchLike | undefined;
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Told of every attempt before it is sent. Never holds the token. */
  onRequest?: ((request: RequestNotice) => void) | undefined;
  /** Told of every answer, refusals included. */
  onResponse?: ((response: ResponseNotice) => void) | undefined;
}

/** What one call may have otherwise than the client. */
export interface CallOptions {
  /** Ends the call, also while it waits for its next attempt. */
  signal?: AbortSignal | undefined;
  /** How long one attempt may take. */
  timeoutMs?: number | undefined;
  /** Attempts after the first one. */
  maxRetries?: number | undefined;
  /** Sent with this call, over the client's own. */
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Sent with every attempt of a mutation, so that it is made once; a random one by default. With a key of your own a later
   * call, also of another process, gets the answer of the first. Null sends none, and then only plain refusals are retried.
   */
  idempotencyKey?: string | null | undefined;
}

/** An attempt that is about to be sent. */
export interface RequestNotice {
  /** The procedure, such as "cost.namespaces". */
  path: string;
  method: "GET" | "POST";
  /** With the input of a query that goes by GET. */
  url: string;
  /** 1 for the first. */
  attempt: number;
}

/** What came with an answer, beside the answer. */
export interface KubeCentResponse {
  status: number;
  /** Finds the request in the service's log. */
  requestId: string | undefined;
  rateLimit: RateLimit | undefined;
  /** Whether the service gave the answer of an earlier request with the same key, and changed nothing now. */
  isReplay: boolean;
  headers: HeadersLike;
  /** Requests that this call has sent so far. */
  attempts: number;
}

/** An answer that has arrived. */
export interface ResponseNotice extends KubeCentResponse {
  /** The procedure, such as "cost.namespaces". */
  path: string;
  /** From asking for the token to the last byte of the body. */
  durationMs: number;
}

/** How much the caller may still ask. */
export interface RateLimit {
  /** Requests a window. */
  limit: number;
  /** Requests left in this window. */
  remaining: number;
  /** Until the next window; undefined where the service does not say. */
  resetMs: number | undefined;
}

/** The part of `Headers` that is needed. */
export interface HeadersLike {
  get(name: string): string | null;
}

/** The part of `Response` that is needed. */
export interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: HeadersLike;
  text(): Promise<string>;
}

/** What is handed to `fetch`. */
export interface FetchInit {
  method: "GET" | "POST";
  headers: Record<string, string>;
  signal: AbortSignal;
  body?: string;
}

/** The part of `fetch` that is needed; the platform's own fits. */
export type FetchLike = (url: string, init: FetchInit) => Promise<ResponseLike>;
