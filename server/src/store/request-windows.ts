import type pg from "pg";
import { inRepeatableTransaction } from "./transaction.ts";

/** What a caller wants to spend, and out of how much. */
export interface WindowSpending {
  readonly caller: string;
  readonly cost: number;
  readonly limit: number;
  readonly windowMs: number;
}

/** What came of it. */
export interface WindowSpent {
  readonly isAllowed: boolean;
  readonly used: number;
  readonly resetMs: number;
  /** Another one than before: counts may have been lost in between. */
  readonly era: string;
}

interface SpentRecord {
  is_allowed: boolean;
  used: number;
  reset_ms: bigint;
  era: Date;
}

/** Spends requests out of a window that all replicas share; time is the database's. */
export function spendRequests(pool: pg.Pool, spending: WindowSpending): Promise<WindowSpent> {
  const { caller, cost, limit, windowMs } = spending;
  return inRepeatableTransaction(pool, async (client) => {
    const { rows } = await client.query<SpentRecord>(
      "select is_allowed, used, reset_ms, era from spend_requests($1, $2, $3, $4)",
      [caller, cost, limit, windowMs],
    );
    const [row] = rows;
    if (!row) throw new Error("spend_requests has returned no row");
    const { is_allowed: isAllowed, used, reset_ms: resetMs, era } = row;
    return { isAllowed, used, resetMs: Number(resetMs), era: era.toISOString() };
  });
}

/** Forgets windows in which nothing counts any more. */
export function sweepRequestWindows(pool: pg.Pool): Promise<void> {
  return inRepeatableTransaction(pool, async (client) => {
    // Those that somebody is writing are not old, or will be swept next time.
    await client.query(
      `delete from request_window where caller in (
         select caller from request_window where expires_at < clock_timestamp() for update skip locked)`,
    );
  });
}
