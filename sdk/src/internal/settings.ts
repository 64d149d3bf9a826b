import type { CallOptions, FetchLike, KubeCentOptions } from "../options.ts";
import { assertToken } from "./token.ts";

/** The client's options, checked and complete. */
export interface Settings extends Pick<KubeCentOptions, "token" | "onRequest" | "onResponse"> {
  /** Where procedures are mounted, with a slash at the end. */
  readonly mount: string;
  readonly fetch: FetchLike;
  readonly headers: Readonly<Record<string, string>>;
  readonly patience: Patience;
}

/** How long an attempt may take, and how many may follow the first. */
export interface Patience {
  readonly timeoutMs: number;
  readonly maxRetries: number;
}

const DEFAULT_PATIENCE: Patience = { timeoutMs: 30_000, maxRetries: 2 };
const ROOT_URL = /^(https?:\/\/[^/?#@\s]+)?(\/[^?#\s]*)?$/i;

/** Checks the client's options and fills in the defaults. */
export function readSettings(options: KubeCentOptions): Settings {
  if (typeof options.token !== "function") assertToken(options.token);
  return {
    token: options.token,
    onRequest: options.onRequest,
    onResponse: options.onResponse,
    mount: mountOf(options.url),
    // Browsers refuse to run `fetch` as a method of anything but the global object.
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    headers: lowerCaseNames(options.headers),
    patience: readPatience(options, DEFAULT_PATIENCE),
  };
}

/** Checks what a call has otherwise than the client. */
export function readPatience(
  options: Pick<CallOptions, "timeoutMs" | "maxRetries">,
  defaults: Patience,
): Patience {
  const { timeoutMs = defaults.timeoutMs, maxRetries = defaults.maxRetries } = options;
  if (!(timeoutMs > 0))
    throw new RangeError(`timeoutMs: found ${timeoutMs}, wanted more than 0; Infinity waits for ever`);
  if (!(Number.isInteger(maxRetries) && maxRetries >= 0))
    throw new RangeError(`maxRetries: found ${maxRetries}, wanted a whole number, 0 or more`);
  return { timeoutMs, maxRetries };
}

/** Names of headers in lower case: two spellings of one name would be sent as one header with two values. */
export function lowerCaseNames(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function mountOf(url: string): string {
  // The text found is not shown: it may hold a password.
  if (!ROOT_URL.test(url))
    throw new TypeError(
      'url: wanted the service\'s root, such as "http://localhost:8000", without user, query or fragment',
    );
  return `${url.replace(/\/+$/, "")}/api/trpc/`;
}
