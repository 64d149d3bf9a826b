import type { AuditVerifyAnswer, ChainFault } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../store/connection/database.ts";
import {
  type ChainStatement,
  readCheckpoints,
  readLastCheckpoint,
  readLastCut,
  readSealed,
  type SealedRecord,
} from "../store/audit-log/audit-chain.ts";
import { inPrimarySnapshot } from "../store/connection/transaction.ts";
import { GENESIS } from "./chain-hash.ts";
import { checkpointFault, statementFault } from "./checkpoint-faults.ts";
import { keptFault } from "./kept-checkpoints.ts";
import { type ChainPlace, sealFault, settledAfter } from "./seal-faults.ts";
import type { TrustedKeys } from "./signing-key.ts";
import { findUnsealed, leftBehindFault } from "./unsealed-records.ts";

export interface VerifyOptions {
  readonly keys: TrustedKeys;
  /** Start from the last checkpoint before this number; from the beginning if left out. */
  readonly fromSeq?: bigint | undefined;
  /** Checkpoints that were kept outside of the database. */
  readonly kept?: AsyncIterable<string> | Iterable<string>;
  readonly onProgress?: (verifiedRecords: number) => void;
  /** Records that are held in memory at a time. */
  readonly batchSize?: number;
}

/** What has been verified so far. */
interface Walk extends ChainPlace {
  verifiedRecords: number;
  verifiedCheckpoints: number;
  firstSeq: bigint | null;
  /** The last checkpoint that held: what comes before it is as it was signed. */
  vouchedSeq: bigint;
}

const BATCH_SIZE = 1_000;

/**
 * Computes the chain anew, record by record, and holds it against its signed checkpoints. Reads one snapshot, in
 * batches, and stops at the first thing that is wrong.
 */
export function verifyChain(database: Database, options: VerifyOptions): Promise<AuditVerifyAnswer> {
  return inPrimarySnapshot(database, async (client) => {
    const { cut, dropped } = await readLastCut(client);
    const walk = await beginWalk(client, options, cut);
    const { unsealed, leftBehind } = await findUnsealed(client);
    const fault =
      (cut ? statementFault(options.keys, "cut", cut) : null) ??
      (await walkChain(client, options, walk)) ??
      (await endFault(client, walk)) ??
      leftBehindFault(leftBehind, walk.chainSeq) ??
      (await keptFault(client, options.keys, { kept: options.kept ?? [], cutSeq: cut?.chainSeq ?? 0n }));
    return {
      ok: fault === null,
      fault,
      verifiedRecords: walk.verifiedRecords,
      firstSeq: walk.firstSeq?.toString() ?? null,
      lastSeq: walk.firstSeq === null ? null : walk.chainSeq.toString(),
      verifiedCheckpoints: walk.verifiedCheckpoints,
      unsealedRecords: unsealed,
      droppedRecords: dropped,
    };
  });
}

async function beginWalk(
  client: pg.ClientBase,
  { keys, fromSeq }: VerifyOptions,
  cut: ChainStatement | null,
): Promise<Walk> {
  const checkpoint = fromSeq === undefined ? null : await readLastCheckpoint(client, fromSeq - 1n);
  const isSound = checkpoint !== null && statementFault(keys, "checkpoint", checkpoint) === null;
  const { chainSeq, hash } = (isSound ? checkpoint : cut) ?? { chainSeq: 0n, hash: GENESIS };
  const counts = { firstSeq: null, verifiedRecords: 0, verifiedCheckpoints: 0 };
  return { chainSeq, hash, before: null, settled: null, vouchedSeq: chainSeq, ...counts };
}

async function walkChain(
  client: pg.ClientBase,
  options: VerifyOptions,
  walk: Walk,
): Promise<ChainFault | null> {
  const { batchSize = BATCH_SIZE } = options;
  // One more than is walked: to tell what was put in from what was moved, the next one is looked at.
  let batch = await readSealed(client, walk.chainSeq, batchSize + 1);
  while (batch.length > 0) {
    const upTo = batch[batchSize - 1] ?? batch.at(-1);
    const checkpoints = await readCheckpoints(client, walk.chainSeq, upTo?.chainSeq ?? walk.chainSeq);
    const fault = walkBatch(options.keys, walk, { batch, batchSize, checkpoints });
    if (fault) return fault;
    options.onProgress?.(walk.verifiedRecords);
    batch = await readSealed(client, walk.chainSeq, batchSize + 1);
  }
  return null;
}

interface WalkedBatch {
  readonly batch: readonly SealedRecord[];
  readonly batchSize: number;
  readonly checkpoints: readonly ChainStatement[];
}

function walkBatch(
  keys: TrustedKeys,
  walk: Walk,
  { batch, batchSize, checkpoints }: WalkedBatch,
): ChainFault | null {
  const bySeq = new Map(checkpoints.map((checkpoint) => [checkpoint.chainSeq, checkpoint]));
  for (const [index, seal] of batch.slice(0, batchSize).entries()) {
    const fault =
      sealFault(walk, seal, batch[index + 1]) ??
      passSeal(keys, walk, { seal, checkpoint: bySeq.get(seal.chainSeq) });
    if (fault) return fault;
  }
  return null;
}

/** Goes on to the seal, and holds it against the checkpoint that was signed there. */
function passSeal(
  keys: TrustedKeys,
  walk: Walk,
  { seal, checkpoint }: { readonly seal: SealedRecord; readonly checkpoint: ChainStatement | undefined },
): ChainFault | null {
  walk.firstSeq ??= seal.chainSeq;
  walk.chainSeq = seal.chainSeq;
  walk.before = walk.hash;
  walk.hash = seal.hash;
  walk.verifiedRecords += 1;
  if (!checkpoint) return null;

  const fault = checkpointFault(keys, checkpoint, walk);
  walk.settled = settledAfter(walk.settled, checkpoint.statement);
  walk.vouchedSeq = seal.chainSeq;
  walk.verifiedCheckpoints += 1;
  return fault;
}

/** What is wrong where the chain ends. */
async function endFault(client: pg.ClientBase, walk: Walk): Promise<ChainFault | null> {
  const last = await readLastCheckpoint(client);
  const chainSeq = (walk.chainSeq + 1n).toString();
  if (last && last.chainSeq > walk.chainSeq) {
    const message = `The chain ends at ${walk.chainSeq}, and a checkpoint was signed at ${last.chainSeq}: its tail was cut off.`;
    return { chainSeq, kind: "cut", message };
  }
  if (walk.chainSeq === walk.vouchedSeq) return null;
  const first = (walk.vouchedSeq + 1n).toString();
  const message = `The records ${first} to ${walk.chainSeq} are in the chain, and no checkpoint vouches for them.`;
  return { chainSeq: first, kind: "unsigned", message };
}
