import { CostError } from "@kubecent/shared";
import type pg from "pg";
import { databaseFault } from "./database-faults.ts";

/** Who answers where a replica cannot. */
interface Fallback {
  readonly pool: pg.Pool;
  /** Hears why it was needed, where the replica is away. */
  readonly onFault: (error: Error) => void;
}

const fallbacks = new WeakMap<pg.Pool, Fallback>();

/** Questions that a replica cannot answer go to `standIn` from now on. */
export function setFallback(replica: pg.Pool, standIn: Fallback): void {
  fallbacks.set(replica, standIn);
}

/** What a replica says that has not seen the newest migration yet: no such table, column, function, or role. */
const NOT_YET_THERE = new Set(["42P01", "42703", "42883", "42704", "22023"]);

/** Where to ask again after a question has failed; undefined where the failure is not the replica's. */
export function standInFor(pool: pg.Pool, error: unknown): pg.Pool | undefined {
  const standIn = fallbacks.get(pool);
  if (!standIn || !(error instanceof Error)) return undefined;
  // Such a replica is there and may be asked other things, and the mistake may be the question's own.
  if ("code" in error && NOT_YET_THERE.has(String(error.code))) return standIn.pool;
  if (!isAway(error)) return undefined;
  standIn.onFault(error);
  return standIn.pool;
}

/** A standby also ends questions that are in the way of what it has to replay (40001). */
function isAway(error: Error): boolean {
  const fault = databaseFault(error);
  return fault instanceof CostError && fault !== error && fault.code === "DATABASE_UNAVAILABLE";
}
