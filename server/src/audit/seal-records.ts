import type pg from "pg";
import {
  type ChainStatement,
  insertSeals,
  readChainEnd,
  readLastCheckpoint,
  readUnsealed,
} from "../store/audit-chain.ts";
import { assertLease, type Lease } from "../store/leases.ts";
import { inTransaction } from "../store/transaction.ts";
import { sealRecords } from "./chain-hash.ts";
import type { SigningKey } from "./signing-key.ts";
import { contentOf, writeStatement } from "./statement.ts";

/** What has been sealed: how many records, and the checkpoint that vouches for them. */
export interface SealedBatch {
  readonly records: number;
  /** Whether there may be more to seal at once. */
  readonly hasMore: boolean;
  readonly checkpoint: ChainStatement;
}

/** Records that one transaction seals: some 50 ms of hashing and writing. */
const MOST_RECORDS = 2_000;

/**
 * Seals what can be sealed, in one transaction with its checkpoint; null where there is nothing. Throws
 * LeaseLostError, and seals nothing, where another has become the sealer.
 */
export function sealBatch(
  pool: pg.Pool,
  { lease, key, mostRecords = MOST_RECORDS }: { lease: Lease; key: SigningKey; mostRecords?: number },
): Promise<SealedBatch | null> {
  return inTransaction(pool, async (client) => {
    await assertLease(client, lease);
    const last = await readLastCheckpoint(client);
    const sealedBelow = last ? (contentOf(last.statement)?.settled ?? null) : null;
    const { records, settledBelow, nowUs } = await readUnsealed(client, sealedBelow, mostRecords);
    if (records.length === 0) return null;

    const seals = sealRecords(await readChainEnd(client), records, nowUs);
    const end = seals.at(-1);
    if (!end) return null;
    // What did not fit has still to be found next time.
    const hasMore = records.length === mostRecords;
    const statement = writeStatement(key, "checkpoint", {
      seq: end.chainSeq.toString(),
      hash: end.hash.toString("hex"),
      at: new Date(Number(BigInt(nowUs) / 1_000n)).toISOString(),
      settled: hasMore ? (sealedBelow ?? "0") : settledBelow,
    });
    const checkpoint = { chainSeq: end.chainSeq, hash: end.hash, keyId: key.keyId, statement };
    await insertSeals(client, seals, checkpoint);
    return { records: seals.length, hasMore, checkpoint };
  });
}
