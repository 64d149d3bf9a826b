import { createHash } from "node:crypto";
import type { ChainRecord, Seal } from "../store/audit-log/audit-chain.ts";

/** What the first record of a chain goes on from. */
export const GENESIS: Buffer = sha256("kubecent audit chain 1");

/** The only layout there is: what `digestOf` writes down. A column that is added later needs the next one. */
export const LAYOUT = 1;

/** The hash of a record's content, wherever it stands in the chain. */
export function digestOf(record: ChainRecord): Buffer {
  // A list, not an object: its order is ours, and nulls differ from empty texts.
  return sha256(
    JSON.stringify([
      LAYOUT,
      record.id,
      record.timestampUs,
      record.userId,
      record.userName,
      record.action,
      record.resourceType,
      record.resourceId,
      record.details,
      record.status,
      record.result,
      record.requestId,
      record.clientAddress,
      record.tokenId,
      record.replica,
      record.serviceVersion,
      record.occurrences,
      record.writtenBy,
    ]),
  );
}

/** The hash of the chain up to a record: of the one before, its place, and its content. */
export function linkOf(
  previous: Buffer,
  { chainSeq, auditId, sealedAtUs, digest }: Omit<Seal, "hash">,
): Buffer {
  const place = JSON.stringify([chainSeq.toString(), auditId, sealedAtUs]);
  return createHash("sha256").update(previous).update(place).update(digest).digest();
}

/** Seals records in their order, going on from where the chain ends. */
export function sealRecords(
  end: { readonly chainSeq: bigint; readonly hash: Buffer } | null,
  records: readonly ChainRecord[],
  sealedAtUs: string,
): Seal[] {
  let { chainSeq, hash } = end ?? { chainSeq: 0n, hash: GENESIS };
  return records.map((record) => {
    chainSeq += 1n;
    const place = { chainSeq, auditId: record.id, sealedAtUs, digest: digestOf(record) };
    hash = linkOf(hash, place);
    return { ...place, hash };
  });
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
