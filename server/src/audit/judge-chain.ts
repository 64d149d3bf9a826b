import type { ChainFault } from "@kubecent/shared";
import type pg from "pg";
import {
  type ChainStatement,
  readChainEnd,
  readHashes,
  readLastCheckpoint,
  readLastCut,
} from "../store/audit-log/audit-chain.ts";
import { acceptedAt, isAcceptedAfter } from "./chain-memory.ts";
import { statementFault } from "./checkpoint-faults.ts";
import type { TrustedKeys } from "./signing-key.ts";
import { contentOf, type StatementContent } from "./statement.ts";

/** Where the chain ends in the database, and whether what is remembered outside of it agrees. */
export interface ChainJudgement {
  readonly fault: ChainFault | null;
  readonly end: { readonly chainSeq: bigint; readonly hash: Buffer } | null;
  /** The database's last checkpoint. Where there is no fault, it is one to remember. */
  readonly checkpoint: string | null;
  /** When an operator last accepted a state of the chain; empty where nobody had to. */
  readonly accepted: string;
}

interface Known {
  readonly keys: TrustedKeys;
  /** The checkpoint that is remembered; null where none is. */
  readonly remembered: string | null;
}

/** The chain's end is not what was signed, or not what we remember: nothing may be signed on top of it. */
export class ChainRefusedError extends Error {
  override readonly name = "ChainRefusedError";
  readonly fault: ChainFault;

  constructor(fault: ChainFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/**
 * Looks whether the chain may be gone on with: it must end where one of our keys has signed, with that hash, and hold what
 * we remember. Reads a few rows; what comes before them hangs on their hashes, and is for a verification.
 */
export async function judgeChain(
  client: pg.ClientBase,
  { keys, remembered }: Known,
): Promise<ChainJudgement> {
  const end = await readChainEnd(client);
  const last = await readLastCheckpoint(client);
  const { cut } = await readLastCut(client);
  const ends: Ends = { end, last, cut };
  const isAccepted = last !== null && remembered !== null && isAcceptedAfter(last.statement, remembered);
  const fault =
    signatureFault(keys, ends) ??
    (remembered === null || isAccepted ? null : await memoryFault(client, ends, contentOf(remembered)));
  const accepted = [last?.statement, remembered].map((each) => (each ? acceptedAt(each) : "")).toSorted();
  return { fault, end, checkpoint: last?.statement ?? null, accepted: accepted.at(-1) ?? "" };
}

interface Ends {
  readonly end: { readonly chainSeq: bigint; readonly hash: Buffer } | null;
  readonly last: ChainStatement | null;
  readonly cut: ChainStatement | null;
}

/** What is wrong with the words of our keys about the chain's end. */
function signatureFault(keys: TrustedKeys, { end, last, cut }: Ends): ChainFault | null {
  const lastFault = last && statementFault(keys, "checkpoint", last);
  const fault = lastFault ?? (cut && statementFault(keys, "cut", cut));
  if (fault) return fault;
  const endSeq = end?.chainSeq ?? 0n;
  if (last && last.chainSeq > endSeq) {
    return faultAt(
      endSeq + 1n,
      "cut",
      `The chain ends at ${endSeq}, and a checkpoint was signed at ${last.chainSeq}: its tail was cut off.`,
    );
  }
  if (!end) return null;
  const signed = [last, cut].find((each) => each?.chainSeq === endSeq);
  if (!signed) {
    return faultAt(
      endSeq,
      "unsigned",
      `The chain ends at ${endSeq}, and no checkpoint vouches for that: seals were added, or checkpoints taken away.`,
    );
  }
  return signed.hash.equals(end.hash)
    ? null
    : faultAt(endSeq, "rewritten", `The chain ends at ${endSeq} with another hash than was signed there.`);
}

/** How the database differs from what is remembered. */
async function memoryFault(
  client: pg.ClientBase,
  { end, cut }: Ends,
  known: StatementContent | null,
): Promise<ChainFault | null> {
  if (!known) return null;
  const seq = BigInt(known.seq);
  const endSeq = end?.chainSeq ?? 0n;
  if (endSeq < seq) {
    const message = `The chain ends at ${endSeq}, and this service remembers that it was signed up to ${seq} (${known.at}): an older copy was put back, or the tail was cut off.`;
    return faultAt(endSeq + 1n, "rolled_back", message);
  }
  // Retention has dropped what could be compared, and its own signature was looked at.
  if (cut && cut.chainSeq > seq) return null;
  const hash = cut?.chainSeq === seq ? cut.hash : (await readHashes(client, [seq])).get(seq);
  if (hash?.toString("hex") === known.hash) return null;
  const message = `The chain has another hash at ${seq} than this service remembers to be signed (${known.at}): it was rewritten at or before ${seq}.`;
  return faultAt(seq, "rewritten", message);
}

function faultAt(chainSeq: bigint, kind: ChainFault["kind"], message: string): ChainFault {
  return { chainSeq: chainSeq.toString(), kind, message };
}
