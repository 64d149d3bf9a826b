import type { HeadersLike, RateLimit } from "../options.ts";

/** The id under which the service's log knows the request. */
export function readRequestId(headers: HeadersLike): string | undefined {
  return headers.get("x-request-id") ?? undefined;
}

/** How long the service asks to wait: seconds or a date (RFC 9110, 10.2.3); undefined where it does not say. */
export function readRetryAfterMs(headers: HeadersLike, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  // `Date.parse` makes a date of any number; one in a header begins with the day's name.
  const date = /^[A-Z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** How much the caller may still ask; undefined where the answer does not say. */
export function readRateLimit(headers: HeadersLike): RateLimit | undefined {
  const limit = countIn(headers, "x-ratelimit-limit");
  const remaining = countIn(headers, "x-ratelimit-remaining");
  const resetSeconds = countIn(headers, "x-ratelimit-reset");
  if (limit === undefined || remaining === undefined) return undefined;
  return { limit, remaining, resetMs: resetSeconds === undefined ? undefined : resetSeconds * 1_000 };
}

function countIn(headers: HeadersLike, name: string): number | undefined {
  const value = headers.get(name)?.trim();
  return value && /^\d+$/.test(value) ? Number(value) : undefined;
}
