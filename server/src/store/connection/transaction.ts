import type pg from "pg";
import { isFaultOfKeeping } from "./kept-statements.ts";
import { Guesses, type Guessing, OutdatedGuess } from "./guesses.ts";
import { PastEnd, PLANNING, type Planning } from "./pipelined.ts";
import { briefTimeoutMs, statementTimeoutMs } from "./pool.ts";
import { type Beginning, runPipelined, runTransaction } from "./run-transaction.ts";
import {
  EVERYTHING,
  isEverything,
  narrowTo,
  SEEN_ALL,
  type Seen,
  type Visibility,
} from "../access/visibility.ts";
import type { Database } from "./database.ts";
import { fallbackAfter, poolFor, type ReadLoad } from "./database.ts";

/** The database roles that the server works under, one transaction at a time. */
export type DatabaseRole = "kubecent_app" | "kubecent_audit" | "kubecent_sealer";

/** The app's role, which sees every row. A caller that may see less gets another one, by `inSnapshot`. */
const AS_APP = "set local role kubecent_app";

/**
 * Runs `work` in one transaction as the app role; commits when it returns, rolls back when it throws.
 * The role is set for the transaction only, so that a pooler that lends connections about stays safe.
 */
export function inTransaction<T>(
  database: Database,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return runTransaction(database.primary, `begin; ${AS_APP}`, work);
}

/**
 * The same as the login itself, which is a member of the tables' owner and may change them: for an operator's
 * commands alone.
 */
export function inOwnerTransaction<T>(
  database: Database,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return runTransaction(database.primary, "begin", work);
}

/** Reads as the login itself and changes nothing: for a look that must work where roles or tables are missing. */
export function inLook<T>(database: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return runTransaction(
    database.primary,
    `begin read only; set local statement_timeout = ${statementTimeoutMs(database.primary)}`,
    work,
  );
}

/** A process that is stopped in the middle, or waits for one, must not hold up its successor. */
const BOUNDED = "set local lock_timeout = '8s'; set local idle_in_transaction_session_timeout = '15s'";
export const BEGIN_RELAXED = `begin; ${AS_APP}; set local synchronous_commit = off; ${BOUNDED}`;

/**
 * The same for what can be done again: its commit does not wait for the disk. Any crash may take the commits of the last
 * moments along: of the machine, but also of PostgreSQL, which starts all over when a single one of its processes is
 * killed. Whole transactions are lost, and no earlier one without all later ones. What is believed afterwards must
 * therefore be looked up, or be committed for good. One that makes no progress for 15 s is ended by the database.
 */
export function inRelaxedTransaction<T>(
  database: Database,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return runTransaction(database.primary, BEGIN_RELAXED, work);
}

/** Has the commit of a relaxed transaction wait for the disk after all, and so for all that was committed before it. */
export async function commitForGood(client: pg.PoolClient): Promise<void> {
  await client.query("set local synchronous_commit to default");
}

/** Reads one moment of the database. Unlike a snapshot for questions it does not hold up those who drop old rows. */
export function inMoment<T>(database: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return runTransaction(database.primary, `begin isolation level repeatable read read only; ${AS_APP}`, work);
}

/**
 * Begins before its moment is taken: a transaction that drops old rows waits for those that read, and one that reads
 * later sees that they are gone. With 4 MB, the default, sums over 1,500 workloads of 30 days went through
 * files on disk; and compiling the 27 sums of a question took 200 ms where running it took 50.
 */
const BEGIN_SNAPSHOT = `begin isolation level repeatable read read only; ${AS_APP};
  set local work_mem = '32MB'; set local jit = off`;
const PASS_GATE = "lock table retention_gate in access share mode";
/** How long a file waits where old rows are to be dropped; then its reader is told to come back. */
const FILE_PATIENCE_MS = 5_000;
const PASS_FILE_GATE = `set local lock_timeout = ${FILE_PATIENCE_MS}; lock table file_gate in access share mode;
  set local lock_timeout to default`;

/**
 * Runs `work` in a read-only transaction that sees one moment of the database throughout, and of it only what lies
 * within `visibility`. A statement that takes too long is ended by the database itself, for ours would go on there. What the
 * replica cannot answer is asked once more at the primary: `lender` is the pool that the client is of.
 */
export function inSnapshot<T>(database: Database, visibility: Visibility, work: SnapshotWork<T>): Promise<T> {
  return runSnapshot(
    database,
    { pool: database.reads(), visibility, mayKeep: true, begin: beginSnapshot },
    work,
  );
}

/** A question on its way to the database. */
export interface LoadedRead {
  readonly database: Database;
  readonly load: ReadLoad;
  /** What it may take for granted; nothing where it is left out. */
  readonly guessing?: Guessing | undefined;
}

/** The same for a question, whose statements are planned once for all values wherever they are kept. */
export async function inQuestion<T>(
  { database, load, guessing }: LoadedRead,
  visibility: Visibility,
  work: SnapshotWork<T>,
): Promise<T> {
  const pool = await poolFor(database, load);
  const kind = { pool, visibility, mayKeep: true, planning: "forAll", begin: beginQuestion } as const;
  try {
    return await runSnapshot(database, { ...kind, guessing }, work);
  } catch (error) {
    if (!guessing || !isOfGuessing(error)) throw error;
    return runSnapshot(database, kind, work);
  }
}

/** The same at the primary, and all of it: for what must be true at this moment. */
export function inPrimarySnapshot<T>(database: Database, work: SnapshotWork<T>): Promise<T> {
  return runSnapshot(
    database,
    { pool: database.primary, visibility: EVERYTHING, mayKeep: true, begin: beginSnapshot },
    work,
  );
}

/** The same for a snapshot that is held for as long as somebody reads: it does not begin while old rows are to be dropped. */
export async function inHeldSnapshot<T>(
  database: Database,
  visibility: Visibility,
  work: SnapshotWork<T>,
): Promise<T> {
  const pool = await poolFor(database, "file");
  return runSnapshot(database, { pool, visibility, mayKeep: false, begin: beginHeldSnapshot }, work);
}

type SnapshotWork<T> = (client: pg.PoolClient, seen: Seen, lender: pg.Pool) => Promise<T>;

interface SnapshotKind {
  readonly pool: pg.Pool;
  readonly visibility: Visibility;
  /** Whether its statements may be kept on its connection. */
  readonly mayKeep: boolean;
  readonly planning?: Planning;
  readonly begin: (pool: pg.Pool) => Beginning;
  readonly guessing?: Guessing | undefined;
}

/** At the replica, else at the primary; and once more without kept statements where it failed because of those. */
async function runSnapshot<T>(database: Database, kind: SnapshotKind, work: SnapshotWork<T>): Promise<T> {
  try {
    return await runSnapshotAt(kind, work);
  } catch (error) {
    if (kind.mayKeep && isFaultOfKeeping(error))
      return runSnapshot(database, { ...kind, mayKeep: false }, work);
    const fallback = fallbackAfter(database, kind.pool, error);
    if (!fallback) throw error;
    return runSnapshot(database, { ...kind, pool: fallback }, work);
  }
}

function runSnapshotAt<T>(kind: SnapshotKind, work: SnapshotWork<T>): Promise<T> {
  // Who sees a part asks for it first, which is a trip of its own.
  if (kind.guessing && isEverything(kind.visibility)) return runGuessing(kind, kind.guessing, work);
  const { pool, visibility, begin, ...options } = kind;
  return runPipelined(pool, { ...options, begin: begin(pool) }, async (client) =>
    work(client, await narrowTo(client, visibility), pool),
  );
}

async function runGuessing<T>(
  { pool, begin, ...options }: SnapshotKind,
  guessing: Guessing,
  work: SnapshotWork<T>,
): Promise<T> {
  const guesses = new Guesses(pool, guessing);
  const isLastTrip = (): boolean => guesses.isLastTrip();
  try {
    return await runPipelined(pool, { ...options, isLastTrip, begin: begin(pool) }, (client) =>
      guesses.around(client, () => work(client, SEEN_ALL, pool)),
    );
  } catch (error) {
    if (error instanceof PastEnd) guesses.forgetTrips();
    throw error;
  }
}

function isOfGuessing(error: unknown): boolean {
  return error instanceof OutdatedGuess || error instanceof PastEnd;
}

function beginSnapshot(pool: pg.Pool): string {
  return `${BEGIN_SNAPSHOT}; ${PASS_GATE}; set local statement_timeout = ${statementTimeoutMs(pool)}`;
}

function beginQuestion(pool: pg.Pool): string {
  return `${beginSnapshot(pool)}; set local plan_cache_mode = ${PLANNING.forAll}`;
}

function beginHeldSnapshot(pool: pg.Pool): Beginning {
  const text = `${BEGIN_SNAPSHOT}; ${PASS_FILE_GATE}; ${PASS_GATE}; set local statement_timeout = ${statementTimeoutMs(pool)}`;
  return { text, query_timeout: briefTimeoutMs(pool) + FILE_PATIENCE_MS };
}

/** Runs `work` under another role within the transaction, and goes back to the app role after it. */
export async function asRole<T>(
  client: pg.PoolClient,
  role: DatabaseRole,
  work: () => Promise<T>,
): Promise<T> {
  await client.query(`set local role ${role}`);
  const result = await work();
  await client.query("set local role kubecent_app");
  return result;
}
