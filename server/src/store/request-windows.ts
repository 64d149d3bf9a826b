import type pg from "pg";
import { compareText } from "../domain/compare-text.ts";
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
  place: bigint;
  is_allowed: boolean;
  used: number;
  reset_ms: bigint;
  era: Date;
}

/**
 * Spends requests out of windows that all replicas share, one after the other, in one transaction; time is the database's.
 * What came of each stands in the order of the spendings.
 */
export function spendRequests(pool: pg.Pool, spendings: readonly WindowSpending[]): Promise<WindowSpent[]> {
  // In one order for all replicas: two of them must not wait for each other's windows.
  const ordered = [...spendings.entries()].toSorted(([, a], [, b]) => compareText(a.caller, b.caller));
  const column = (name: keyof WindowSpending): unknown[] => ordered.map(([, spending]) => spending[name]);
  return inRepeatableTransaction(pool, async (client) => {
    const { rows } = await client.query<SpentRecord>(
      `select wanted.place, spent.is_allowed, spent.used, spent.reset_ms, spent.era
       from unnest($1::text[], $2::int[], $3::int[], $4::bigint[]) with ordinality as wanted (caller, cost, allowed, window_ms, place),
         lateral spend_requests(wanted.caller, wanted.cost, wanted.allowed, wanted.window_ms) spent`,
      [column("caller"), column("cost"), column("limit"), column("windowMs")],
    );
    const spent = new Map(rows.map((row) => [ordered[Number(row.place) - 1]?.[0], spentOf(row)]));
    return spendings.map((_, place) => required(spent.get(place)));
  });
}

function spentOf({ is_allowed: isAllowed, used, reset_ms: resetMs, era }: SpentRecord): WindowSpent {
  return { isAllowed, used, resetMs: Number(resetMs), era: era.toISOString() };
}

function required(spent: WindowSpent | undefined): WindowSpent {
  if (!spent) throw new Error("spend_requests has returned no row");
  return spent;
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
