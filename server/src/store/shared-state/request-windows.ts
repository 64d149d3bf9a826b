import type { Database } from "../connection/database.ts";
import { compareText } from "../../domain/compare-text.ts";
import { inOneTrip } from "../connection/one-trip.ts";
import { inRelaxedTransaction } from "../connection/transaction.ts";

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
  turns: bigint;
  place: bigint;
  is_allowed: boolean;
  used: number;
  reset_ms: bigint;
  era: Date;
}

/** Spendings out of one window under one limit, and where among all of them each stands. */
interface Turns {
  readonly window: Omit<WindowSpending, "cost">;
  readonly costs: number[];
  readonly places: number[];
}

const SPEND = `select wanted.turns, spent.*
  from unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) with ordinality as wanted (caller, costs, allowed, window_ms, turns),
    lateral spend_in_turn(wanted.caller, wanted.costs::int[], wanted.allowed, wanted.window_ms) spent`;

/**
 * Spends requests out of windows that all replicas share, one after the other, in one transaction; time is the database's.
 * What came of each stands in the order of the spendings. Those of one caller take one look at the window together.
 */
export async function spendRequests(
  database: Database,
  spendings: readonly WindowSpending[],
): Promise<WindowSpent[]> {
  const turns = turnsOf(spendings);
  const column = (name: keyof Turns["window"]): unknown[] => turns.map(({ window }) => window[name]);
  const rows = await inOneTrip<SpentRecord>(database, SPEND, [
    column("caller"),
    turns.map(({ costs }) => `{${costs.join(",")}}`),
    column("limit"),
    column("windowMs"),
  ]);
  const spent = new Map(rows.map((row) => [placeOf(turns, row), spentOf(row)]));
  return spendings.map((_, place) => required(spent.get(place)));
}

/** In one order for all replicas: two of them must not wait for each other's windows. */
function turnsOf(spendings: readonly WindowSpending[]): Turns[] {
  const byWindow = new Map<string, Turns>();
  for (const [place, { cost, ...window }] of spendings.entries()) {
    const key = JSON.stringify([window.caller, window.limit, window.windowMs]);
    const turns = byWindow.get(key) ?? { window, costs: [], places: [] };
    turns.costs.push(cost);
    turns.places.push(place);
    byWindow.set(key, turns);
  }
  return [...byWindow.values()].toSorted((a, b) => compareText(a.window.caller, b.window.caller));
}

function placeOf(turns: readonly Turns[], { turns: which, place }: SpentRecord): number | undefined {
  return turns[Number(which) - 1]?.places[Number(place) - 1];
}

function spentOf({ is_allowed: isAllowed, used, reset_ms: resetMs, era }: SpentRecord): WindowSpent {
  return { isAllowed, used, resetMs: Number(resetMs), era: era.toISOString() };
}

function required(spent: WindowSpent | undefined): WindowSpent {
  if (!spent) throw new Error("spend_in_turn has returned no row");
  return spent;
}

/** Forgets windows in which nothing counts any more. */
export function sweepRequestWindows(database: Database): Promise<void> {
  return inRelaxedTransaction(database, async (client) => {
    // Those that somebody is writing are not old, or will be swept next time.
    await client.query(
      `delete from request_window where caller in (
         select caller from request_window where expires_at < clock_timestamp() for update skip locked)`,
    );
  });
}
