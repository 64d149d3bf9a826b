import type { ChainFault } from "@kubecent/shared";
import type pg from "pg";
import { readChainEnd, readHashes, readLastCheckpoint } from "../store/audit-log/audit-chain.ts";
import { acceptedAt } from "./chain-memory.ts";
import type { TrustedKeys } from "./signing-key.ts";
import { isStatement, readStatement, type StatementContent } from "./statement.ts";

/** Checkpoints from outside the database, and the number up to which retention has cut the chain. */
interface KeptCheckpoints {
  readonly kept: AsyncIterable<string> | Iterable<string>;
  readonly cutSeq: bigint;
}

const BATCH_SIZE = 500;
/** A compact JWS whose header is ours, wherever it stands in a line. */
const STATEMENT = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/** The checkpoints in a line of the server's output, or of a file of nothing else. */
export function checkpointsIn(line: string): string[] {
  return (line.match(STATEMENT) ?? []).filter((text) => isStatement("checkpoint", text));
}

/**
 * What the chain says otherwise than checkpoints that were kept outside: that it was put back to an older state,
 * or rewritten whole. Those before a cut cannot be compared any more, and are passed over.
 */
export async function keptFault(
  client: pg.ClientBase,
  keys: TrustedKeys,
  { kept, cutSeq }: KeptCheckpoints,
): Promise<ChainFault | null> {
  const endSeq = (await readChainEnd(client))?.chainSeq ?? 0n;
  const last = await readLastCheckpoint(client);
  const end: KnownEnd = { chainSeq: endSeq, accepted: last ? acceptedAt(last.statement) : "" };
  let first: ChainFault | null = null;
  let batch: StatementContent[] = [];
  for await (const statement of kept) {
    const { content, fault } = readStatement(keys, "checkpoint", statement);
    if (!content)
      return { chainSeq: "0", kind: "bad_signature", message: `A kept checkpoint does not count: ${fault}.` };
    if (BigInt(content.seq) > cutSeq) batch.push(content);
    if (batch.length < BATCH_SIZE) continue;
    first = earlier(first, await batchFault(client, batch, end));
    batch = [];
  }
  return earlier(first, await batchFault(client, batch, end));
}

async function batchFault(
  client: pg.ClientBase,
  batch: readonly StatementContent[],
  end: KnownEnd,
): Promise<ChainFault | null> {
  const hashes = await readHashes(
    client,
    batch.map(({ seq }) => BigInt(seq)),
  );
  let first: ChainFault | null = null;
  for (const content of batch) {
    const { seq, hash } = content;
    const isThere = hashes.get(BigInt(seq))?.toString("hex") === hash;
    if (!isThere) first = earlier(first, keptCheckpointFault(content, end));
  }
  return first;
}

interface KnownEnd {
  readonly chainSeq: bigint;
  /** When an operator last accepted a state of the chain. */
  readonly accepted: string;
}

function keptCheckpointFault(kept: StatementContent, end: KnownEnd): ChainFault {
  const { seq, at } = kept;
  const why =
    end.accepted > (kept.accepted ?? "")
      ? ` On ${end.accepted} an operator accepted another state than that: see the record AUDIT_STATE_ACCEPTED.`
      : "";
  if (BigInt(seq) > end.chainSeq) {
    const message = `The chain ends at ${end.chainSeq}, and the checkpoint that you kept was signed at ${seq} (${at}): an older copy was put back, or the tail and its checkpoints were cut off.${why}`;
    return { chainSeq: (end.chainSeq + 1n).toString(), kind: "rolled_back", message };
  }
  const message = `The checkpoint that you kept says another hash at ${seq} (${at}) than the chain: it was rewritten at or before ${seq}.${why}`;
  return { chainSeq: seq, kind: "rewritten", message };
}

function earlier(a: ChainFault | null, b: ChainFault | null): ChainFault | null {
  if (a === null || b === null) return a ?? b;
  return BigInt(b.chainSeq) < BigInt(a.chainSeq) ? b : a;
}
