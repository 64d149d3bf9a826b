import type pg from "pg";
import type { ClusterIds } from "../names/known-ids.ts";
import { CostError } from "@kubecent/shared";
import { databaseFault } from "./database-faults.ts";

/** Which process writes audit records. */
export interface AuditWriter {
  readonly replica: string;
  readonly serviceVersion: string;
}

/** What a read takes: a question about a short stretch of time, about a long one, or a whole answer that is sent as a file. */
export type ReadLoad = "small" | "heavy" | "file";

/** Which reads go to a standby. */
export type ReadUse = "all" | "heavy" | "files";

/** Whether reads of a load go to a standby that is used so. */
export function isReadThere(use: ReadUse, load: ReadLoad): boolean {
  return use === "all" || load === "file" || (use === "heavy" && load === "heavy");
}

/** A standby of the primary that answers questions. */
export interface ReadReplica {
  readonly pool: pg.Pool;
  readonly use: ReadUse;
  /** Whether it answers, and has caught up with the primary. */
  isInUse(): boolean;
  /**
   * Whether it has all that was committed by the time of the call: waits for that a moment. Where the primary is away, what it has is all
   * that there is.
   */
  hasCaughtUp(): Promise<boolean>;
  /** Called where it did not answer: questions must not go there until it has been looked at again. */
  onFault(error: Error): void;
}

/** The database as one process uses it: its connections, and what the process knows about it. */
export interface Database {
  /** For changes, and for what must be true at this moment. */
  readonly primary: pg.Pool;
  /** Null where questions are read from the primary, too. */
  readonly replica: ReadReplica | null;
  /** Where small questions are read right now: the replica while it is in use for them, otherwise the primary. Ask each time. */
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
    reads: () => (replica?.isInUse() && isReadThere(replica.use, "small") ? replica.pool : primary),
    auditWriter,
    knownIds: new Map(),
    dropping: { waitMs: SHORTEST_DROP_WAIT_MS },
  };
}

/**
 * Where a read of some load goes right now. Where small questions stay at the primary, their answers are newer than what a replica
 * has: a caller is to see nothing older afterwards, so the replica is taken only when it has caught up with this moment.
 */
export async function poolFor({ primary, replica }: Database, load: ReadLoad): Promise<pg.Pool> {
  if (!replica?.isInUse() || !isReadThere(replica.use, load)) return primary;
  return replica.use === "all" || (await replica.hasCaughtUp()) ? replica.pool : primary;
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
