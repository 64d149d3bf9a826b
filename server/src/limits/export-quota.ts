import { CostError } from "@kubecent/shared";
import type { LimitDecision, RequestLimiter } from "./request-limiter.ts";

export interface ExportQuotaOptions {
  /** Counts exports by caller, in a window of its own. */
  readonly exports: RequestLimiter;
  /** Exports of one caller at a time. */
  readonly maxAtATime: number;
}

/** How many exports a caller may make, and how many at a time. */
export interface ExportQuota {
  /**
   * Begins an export; returns what to call when it is through, whichever way. Throws RATE_LIMITED, with when to try
   * again, where the caller has too many under way or has made too many.
   */
  begin(callerId: string): Promise<() => void>;
}

/** An export takes seconds: a caller with too many under way may ask again soon. */
const BUSY_RETRY_SECONDS = 5;

/** Counts exports under way in this process, and those made wherever `exports` counts them. */
export function createExportQuota({ exports, maxAtATime }: ExportQuotaOptions): ExportQuota {
  const underWay = new Map<string, number>();
  const change = (callerId: string, by: 1 | -1): void => {
    const count = (underWay.get(callerId) ?? 0) + by;
    if (count > 0) underWay.set(callerId, count);
    else underWay.delete(callerId);
  };
  return {
    async begin(callerId) {
      if ((underWay.get(callerId) ?? 0) >= maxAtATime) throw tooManyAtATime(maxAtATime);
      change(callerId, 1);
      const end = once(() => change(callerId, -1));
      const { isAllowed, limit, resetSeconds } = await counted(exports, callerId, end);
      if (isAllowed) return end;
      end();
      const message = `The limit is ${limit} exports in ${exports.windowSeconds} s. Try again in ${resetSeconds} s.`;
      throw new CostError("RATE_LIMITED", message, { retryAfterSeconds: resetSeconds });
    },
  };
}

function tooManyAtATime(maxAtATime: number): CostError {
  const message = `You may make ${maxAtATime} exports at a time. Wait for one to end.`;
  return new CostError("RATE_LIMITED", message, { retryAfterSeconds: BUSY_RETRY_SECONDS });
}

/** Does the work the first time that it is called. */
export function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

async function counted(exports: RequestLimiter, callerId: string, end: () => void): Promise<LimitDecision> {
  try {
    return await exports.take(`export:${callerId}`, 1);
  } catch (error) {
    end();
    throw error;
  }
}
