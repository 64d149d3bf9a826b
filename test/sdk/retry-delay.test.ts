import { expect, test } from "vitest";
import { KubeCentError } from "../../sdk/src/index.ts";
import { readRateLimit, readRetryAfterMs } from "../../sdk/src/internal/response-headers.ts";
import { retryDelayMs } from "../../sdk/src/internal/retry.ts";

const NOW = Date.UTC(2026, 10, 17, 12, 0, 0);
const UNREACHABLE = new KubeCentError("x", { kind: "connection", attempts: 1 });

test.each([
  { retries: 0, random: 0, delayMs: 375 },
  { retries: 0, random: 1, delayMs: 500 },
  { retries: 1, random: 1, delayMs: 1_000 },
  { retries: 4, random: 1, delayMs: 8_000 },
  { retries: 40, random: 1, delayMs: 8_000 },
])("waits $delayMs ms after $retries retries at chance $random", ({ retries, random, delayMs }) => {
  expect(retryDelayMs(UNREACHABLE, { isRepeatable: true, retries, random })).toBe(delayMs);
});

test.each([
  { retryAfterMs: 0, random: 0, delayMs: 0 },
  { retryAfterMs: 60_000, random: 0, delayMs: 60_000 },
  { retryAfterMs: 60_000, random: 1, delayMs: 60_250 },
  { retryAfterMs: 60_001, random: 0, delayMs: undefined },
])("waits $delayMs ms where $retryAfterMs ms were asked for", ({ retryAfterMs, random, delayMs }) => {
  const limited = new KubeCentError("x", { kind: "api", status: 429, retryAfterMs, attempts: 1 });

  expect(retryDelayMs(limited, { isRepeatable: true, retries: 0, random })).toBe(delayMs);
});

test.each([
  { value: "0", ms: 0 },
  { value: "7", ms: 7_000 },
  { value: "Tue, 17 Nov 2026 12:00:30 GMT", ms: 30_000 },
  { value: "Tue, 17 Nov 2026 11:00:00 GMT", ms: 0 },
  { value: "soon", ms: undefined },
  { value: "-5", ms: undefined },
  { value: "", ms: undefined },
])("Retry-After of %o", ({ value, ms }) => {
  expect(readRetryAfterMs(new Headers({ "retry-after": value }), NOW)).toBe(ms);
});

test("limits are read where all of them are there", () => {
  const headers = { "x-ratelimit-limit": "100", "x-ratelimit-remaining": "57", "x-ratelimit-reset": "23" };

  expect(readRateLimit(new Headers(headers))).toEqual({ limit: 100, remaining: 57, resetMs: 23_000 });
  expect(readRateLimit(new Headers({ ...headers, "x-ratelimit-reset": "" }))).toMatchObject({
    resetMs: undefined,
  });
  expect(readRateLimit(new Headers({ "x-ratelimit-limit": "100" }))).toBeUndefined();
});
