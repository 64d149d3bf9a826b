import type { KubeCentError } from "../errors.ts";

const RETRYABLE_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8_000;
const LONGEST_RETRY_AFTER_MS = 60_000;
// Many clients are told to come back in the same second.
const RETRY_AFTER_SPREAD_MS = 250;

/**
 * How long to wait before the next attempt; undefined where there should be none. A wait of more than a minute is
 * left to the caller. Repeatable is what changes nothing when it is sent twice: a query, or a mutation under a key.
 * `random` is from 0 to 1.
 */
export function retryDelayMs(
  error: KubeCentError,
  retry: { isRepeatable: boolean; retries: number; random: number },
): number | undefined {
  if (!(retry.isRepeatable ? isWorthARetry(error) : wasNotCarriedOut(error))) return undefined;
  if (error.retryAfterMs === undefined) return backoffMs(retry.retries, retry.random);
  if (error.retryAfterMs > LONGEST_RETRY_AFTER_MS) return undefined;
  return error.retryAfterMs + retry.random * RETRY_AFTER_SPREAD_MS;
}

function isWorthARetry({ kind, status, code }: KubeCentError): boolean {
  // It would be as expensive the next time.
  if (code === "QUERY_TOO_EXPENSIVE") return false;
  if (kind === "connection" || kind === "timeout") return true;
  // The first attempt is still under way; its answer is the one that is wanted.
  if (code === "IDEMPOTENCY_IN_PROGRESS") return true;
  return status !== undefined && RETRYABLE_STATUSES.has(status);
}

/** Without a key, a change whose answer was lost may have been made: only a plain refusal is worth a retry. */
function wasNotCarriedOut({ kind, status }: KubeCentError): boolean {
  return status === 429 || (status === 503 && kind === "api");
}

function backoffMs(retries: number, random: number): number {
  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** retries);
  return delayMs * (0.75 + random * 0.25);
}
