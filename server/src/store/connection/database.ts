import type pg from "pg";
import type { ClusterIds } from "../names/known-ids.ts";
import { CostError } from "@kubecent/shared";
import { databaseFault } from "./database-faults.ts";

/** Which process writes audit records. */
export interface AuditWriter {
  readonly replica: string;
  readonly serviceVersion: string;
}

/** A standby of the primary that answers questions. */
export interface ReadReplica {
  readonly pool: pg.Pool;
  /** Whether it answers, and has caught up with the primary. */
  isInUse(): boolean;
  /** Called where it did not answer: questions must not go there until it has been looked at again. */
  onFault(error: Error): void;
}

/** The database as one process uses it: its connections, and what the process knows about it. */
export interface Database {
  /** For changes, and for what must be true at this moment. */
  readonly primary: pg.Pool;
  /** Null where questions are read from the primary, too. */
  readonly replica: ReadReplica | null;
  /** Where questions are read right now: the replica while it is in use, otherwise the primary. Ask each time. */
  reads(): pg.Pool;
  readonly auditWriter: AuditWriter;
  /** The ids of names that the process has seen in the database, by cluster. */
  readonly knownIds: Map<number, ClusterIds>;
  /** How long the next drop of old rows waits for files that are being read. */
  readonly dropping: { waitMs: number };
}

/** The first wait of a drop; it doubles while it is not enough. */
export const SHORTEST_DROP_WAIT_MS = 15_000;

/** Makes the object that a process passes to everything that uses the database. */
export function createDatabase({
  primary,
  auditWriter,
  replica = null,
}: Pick<Database, "primary" | "auditWriter"> & Partial<Pick<Database, "replica">>): Database {
  return {
    primary,
    replica,
    reads: () => (replica?.isInUse() ? replica.pool : primary),
    auditWriter,
    knownIds: new Map(),
    dropping: { waitMs: SHORTEST_DROP_WAIT_MS },
  };
}

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
