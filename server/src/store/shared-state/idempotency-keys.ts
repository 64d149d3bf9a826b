import { CostError } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { inRelaxedTransaction } from "../connection/transaction.ts";

/** A change that its caller has named. */
export interface NamedChange {
  /** Of the key, its caller and the procedure together. */
  readonly keyHash: Buffer;
  readonly caller: string;
  readonly inputHash: Buffer;
}

/** A change that was made under a key, and its encrypted answer. */
export interface KeptAnswer {
  readonly inputHash: Buffer;
  readonly answer: Buffer;
}

/** How long an answer is kept. docs/api.md says it. */
const KEPT_FOR = "24 hours";
/** What one caller's answers may take at a time. */
export const MOST_KEYS = 10_000;
const MOST_BYTES = 16 * 1024 * 1024;
const FULL_RETRY_AFTER_SECONDS = 3_600;

const LOCK_NOT_AVAILABLE = "55P03";
const BUSY_RETRY_AFTER_SECONDS = 1;

/**
 * Takes the key in the transaction of the change: null where the change is to be made now, its answer where it was made
 * before. Waits two seconds for another transaction that holds the key, then throws IDEMPOTENCY_IN_PROGRESS. The same
 * patience holds for all locks of the transaction.
 */
export async function claimKey(client: pg.PoolClient, change: NamedChange): Promise<KeptAnswer | null> {
  await client.query("set local lock_timeout = '2s'");
  const { keyHash, caller, inputHash } = change;
  const { rows } = await client
    .query<{ keys: bigint; bytes: bigint }>(
      `insert into idempotency_key as known (key_hash, caller, input_hash, expires_at)
       values ($1, $2, $3, now() + $4::interval)
       on conflict (key_hash) do update
         set input_hash = excluded.input_hash, answer = null, expires_at = excluded.expires_at
         where known.expires_at <= now()
       returning
         (select count(*) from idempotency_key where caller = $2 and expires_at > now()) as keys,
         (select coalesce(sum(octet_length(answer)), 0)::bigint from idempotency_key
          where caller = $2 and expires_at > now()) as bytes`,
      [keyHash, caller, inputHash, KEPT_FOR],
    )
    .catch((error: unknown) => {
      throw inProgress(error);
    });
  const [row] = rows;
  if (!row) return readKept(client, keyHash);
  if (row.keys >= BigInt(MOST_KEYS) || row.bytes >= BigInt(MOST_BYTES)) throw tooMany();
  return null;
}

/** Keeps the answer of the change that has just been made in this transaction. */
export async function keepAnswer(client: pg.PoolClient, keyHash: Buffer, answer: Buffer): Promise<void> {
  await client.query("update idempotency_key set answer = $2 where key_hash = $1", [keyHash, answer]);
}

/** Deletes up to `limit` answers that are past their time, and returns how many. */
export function sweepKeys(database: Database, limit: number): Promise<number> {
  return inRelaxedTransaction(database, async (client) => {
    const { rowCount } = await client.query(
      `delete from idempotency_key where key_hash in (
         select key_hash from idempotency_key where expires_at <= now()
         order by expires_at limit $1 for update skip locked)`,
      [limit],
    );
    return rowCount ?? 0;
  });
}

async function readKept(client: pg.PoolClient, keyHash: Buffer): Promise<KeptAnswer> {
  const { rows } = await client.query<{ input_hash: Buffer; answer: Buffer | null }>(
    "select input_hash, answer from idempotency_key where key_hash = $1",
    [keyHash],
  );
  const [row] = rows;
  // It was swept between the two statements: the next attempt finds the key free.
  if (!row?.answer) throw busy();
  return { inputHash: row.input_hash, answer: row.answer };
}

function inProgress(error: unknown): unknown {
  const isWaiting = error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE;
  return isWaiting ? busy(error) : error;
}

function busy(cause?: unknown): CostError {
  return new CostError(
    "IDEMPOTENCY_IN_PROGRESS",
    "A request with this Idempotency-Key is still under way. Send it again in a second, with the same key.",
    { cause, retryAfterSeconds: BUSY_RETRY_AFTER_SECONDS },
  );
}

function tooMany(): CostError {
  return new CostError(
    "RATE_LIMITED",
    `You have made ${MOST_KEYS} changes, or changes with 16 MiB of answers, with an Idempotency-Key in 24 hours. Wait, or send this one without a key.`,
    { retryAfterSeconds: FULL_RETRY_AFTER_SECONDS },
  );
}
