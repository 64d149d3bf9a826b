import type { Database } from "../store/connection/database.ts";
import { readHashes } from "../store/audit-log/audit-chain.ts";
import { insertAudit } from "../store/audit-log/audit-logs.ts";
import { cutChain, findCut } from "../store/audit-log/audit-retention.ts";
import { assertLease, type Lease } from "../store/collecting/leases.ts";
import { inTransaction } from "../store/connection/transaction.ts";
import { checkpointFault } from "./checkpoint-faults.ts";
import { ChainRefusedError } from "./judge-chain.ts";
import type { SigningKey, TrustedKeys } from "./signing-key.ts";
import { contentOf, writeStatement } from "./statement.ts";

/** What one cut has dropped. */
export interface RecordsCut {
  readonly records: number;
  readonly chainSeq: bigint;
  /** The signed statement that the records were there. */
  readonly statement: string;
}

interface CutOptions {
  readonly database: Database;
  readonly key: SigningKey;
  /** The keys whose checkpoints count: a cut is signed on the word of one. */
  readonly keys: TrustedKeys;
  readonly auditRetentionDays: number;
  readonly onCut: (cut: RecordsCut) => void;
}

/** Records that one transaction drops, give or take those of one checkpoint. */
const MOST_RECORDS = 5_000;

/**
 * Drops all records that are too old, a stretch at a time, each up to a checkpoint. Throws ChainRefusedError where that
 * one was not signed, or is not what the chain says.
 */
export async function cutOldRecords(options: CutOptions, lease: Lease): Promise<void> {
  for (let cut = await cutOnce(options, lease); cut; cut = await cutOnce(options, lease)) options.onCut(cut);
}

function cutOnce(
  { database, key, keys, auditRetentionDays }: CutOptions,
  lease: Lease,
): Promise<RecordsCut | null> {
  return inTransaction(database, async (client) => {
    await assertLease(client, lease);
    const last = await findCut(client, auditRetentionDays, MOST_RECORDS);
    if (!last) return null;
    const { chainSeq, hash } = last;
    const fault = checkpointFault(keys, last, {
      hash: (await readHashes(client, [chainSeq])).get(chainSeq) ?? Buffer.alloc(0),
      vouchedSeq: chainSeq - 1n,
    });
    if (fault) throw new ChainRefusedError(fault);
    const statement = writeStatement(key, "cut", {
      seq: chainSeq.toString(),
      hash: hash.toString("hex"),
      at: new Date().toISOString(),
      settled: contentOf(last.statement)?.settled ?? "0",
    });
    const records = await cutChain(client, { chainSeq, keyId: key.keyId, statement });
    await insertAudit(client, {
      writer: database.auditWriter,
      userId: "system",
      action: "AUDIT_RECORDS_DROPPED",
      resourceType: "AUDIT",
      resourceId: chainSeq.toString(),
      details: { records, retentionDays: auditRetentionDays },
      status: "SUCCESS",
    });
    return { records, chainSeq, statement };
  });
}
