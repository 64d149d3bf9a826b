import type pg from "pg";
import type { Database } from "../store/connection/database.ts";
import {
  type ChainStatement,
  insertSeals,
  readLastCheckpoint,
  readUnsealed,
  type Seal,
  type UnsealedRecords,
} from "../store/audit-log/audit-chain.ts";
import { assertLease, type Lease } from "../store/collecting/leases.ts";
import { inTransaction } from "../store/connection/transaction.ts";
import { sealRecords } from "./chain-hash.ts";
import { type ChainJudgement, ChainRefusedError, judgeChain } from "./judge-chain.ts";
import type { SigningKey, TrustedKeys } from "./signing-key.ts";
import { contentOf, type StatementContent, writeStatement } from "./statement.ts";

/** What has been sealed: how many records, and the checkpoint that vouches for them. */
export interface SealedBatch {
  readonly records: number;
  /** Whether there may be more to seal at once. */
  readonly hasMore: boolean;
  readonly checkpoint: ChainStatement;
}

export interface SealOptions {
  readonly lease: Lease;
  readonly key: SigningKey;
  /** The keys whose word about the chain's end counts. */
  readonly keys: TrustedKeys;
  /** The checkpoint that the chain must hold; null where none is remembered. */
  readonly remembered: string | null;
  readonly mostRecords?: number;
}

/** Records that one transaction seals: some 50 ms of hashing and writing. */
const MOST_RECORDS = 2_000;

/**
 * Seals what can be sealed, in one transaction with its checkpoint; null where there is nothing. Throws
 * LeaseLostError where another has become the sealer, and ChainRefusedError where the chain's end is not what was
 * signed or remembered; nothing is sealed then.
 */
export function sealBatch(database: Database, options: SealOptions): Promise<SealedBatch | null> {
  const { lease, key, keys, remembered, mostRecords = MOST_RECORDS } = options;
  return inTransaction(database, async (client) => {
    await assertLease(client, lease);
    const judgement = await judgeChain(client, { keys, remembered });
    if (judgement.fault) throw new ChainRefusedError(judgement.fault);
    return sealAfter(client, judgement, { key, mostRecords });
  });
}

/** Seals what can be sealed after an end that has been judged. */
export async function sealAfter(
  client: pg.PoolClient,
  { end, accepted }: Pick<ChainJudgement, "end" | "accepted">,
  { key, mostRecords = MOST_RECORDS }: { readonly key: SigningKey; readonly mostRecords?: number },
): Promise<SealedBatch | null> {
  const last = await readLastCheckpoint(client);
  const sealedBelow = last ? (contentOf(last.statement)?.settled ?? null) : null;
  const unsealed = await readUnsealed(client, sealedBelow, mostRecords);
  const seals = sealRecords(end, unsealed.records, unsealed.nowUs);
  const lastSeal = seals.at(-1);
  if (!lastSeal) return null;
  // What did not fit has still to be found next time.
  const hasMore = seals.length === mostRecords;
  const settled = hasMore ? (sealedBelow ?? "0") : unsealed.settledBelow;
  const statement = writeStatement(key, "checkpoint", contentFor(lastSeal, unsealed, { accepted, settled }));
  const { chainSeq, hash } = lastSeal;
  const checkpoint = { chainSeq, hash, keyId: key.keyId, statement };
  await insertSeals(client, seals, checkpoint);
  return { records: seals.length, hasMore, checkpoint };
}

function contentFor(
  { chainSeq, hash }: Seal,
  { nowUs }: UnsealedRecords,
  { accepted, settled }: { readonly accepted: string; readonly settled: string },
): StatementContent {
  return {
    seq: chainSeq.toString(),
    hash: hash.toString("hex"),
    at: new Date(Number(BigInt(nowUs) / 1_000n)).toISOString(),
    settled,
    ...(accepted !== "" && { accepted }),
  };
}
