import { CostError } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "./database.ts";
import { databaseFault } from "./database-faults.ts";

/** What a replica says that has not seen the newest migration yet: no such table, column, function, or role. */
const NOT_YET_THERE = new Set(["42P01", "42703", "42883", "42704", "22023"]);

/** Where to ask again after `pool` has failed a question; undefined where the failure is not the replica's. */
export function fallbackAfter(
  { primary, replica }: Database,
  pool: pg.Pool,
  error: unknown,
): pg.Pool | undefined {
  if (pool !== replica?.pool || !(error instanceof Error)) return undefined;
  // Such a replica is there and may be asked other things, and the mistake may be the question's own.
  if ("code" in error && NOT_YET_THERE.has(String(error.code))) return primary;
  if (!isAway(error)) return undefined;
  replica.onFault(error);
  return primary;
}

/** A standby also ends questions that are in the way of what it has to replay (40001). */
function isAway(error: Error): boolean {
  const fault = databaseFault(error);
  return fault instanceof CostError && fault !== error && fault.code === "DATABASE_UNAVAILABLE";
}
