import { type ChainFault, MINUTE_MS } from "@kubecent/shared";
import type { SealedRecord } from "../store/audit-log/audit-chain.ts";
import { digestOf, LAYOUT, linkOf } from "./chain-hash.ts";
import { contentOf } from "./statement.ts";

/** A place in the chain that has been reached, and what is known there. */
export interface ChainPlace {
  chainSeq: bigint;
  hash: Buffer;
  /** The hash before the last record; null at the start. */
  before: Buffer | null;
  /** When which transactions had all been sealed; null where that is not known yet. */
  settled: { readonly below: string; readonly atMs: number } | null;
}

/** No transaction that writes audit records is longer than this, nor does the database's clock jump further. */
const LONGEST_TRANSACTION_MS = 15 * MINUTE_MS;

/** What is wrong with the seal that comes after a place; `next` is the one after it, where there is one. */
export function sealFault(
  place: ChainPlace,
  seal: SealedRecord,
  next: SealedRecord | undefined,
): ChainFault | null {
  const wanted = place.chainSeq + 1n;
  const fault = faultAt(wanted);
  if (seal.chainSeq !== wanted) {
    return fault("missing", `The numbers ${wanted} to ${seal.chainSeq - 1n} are missing from the chain.`);
  }
  const { record, auditId } = seal;
  if (record === null)
    return fault("deleted", `The record ${wanted} (id ${auditId}) was deleted from the log.`);
  if (seal.layout !== LAYOUT) {
    return fault(
      "edited",
      `The seal ${wanted} has the layout ${seal.layout}, which this version does not know.`,
    );
  }
  if (!digestOf(record).equals(seal.digest)) {
    return fault("edited", `The record ${wanted} (id ${auditId}) is not what was sealed.`);
  }
  if (!linkOf(place.hash, seal).equals(seal.hash)) return misplaced(place, seal, next);
  const isBackdated =
    place.settled !== null &&
    Number(BigInt(record.timestampUs) / 1_000n) + LONGEST_TRANSACTION_MS < place.settled.atMs;
  return isBackdated
    ? fault(
        "inserted",
        `The record ${wanted} (id ${auditId}) bears a time before what had been sealed by then: it was put in later.`,
      )
    : null;
}

/** The time by which all older transactions had been sealed, once a checkpoint says so. */
export function settledAfter(known: ChainPlace["settled"], statement: string): ChainPlace["settled"] {
  const content = contentOf(statement);
  // A checkpoint within a long pass repeats the number of the one before: only the time of the first counts.
  if (!content || content.settled === "0" || content.settled === known?.below) return known;
  return { below: content.settled, atMs: Date.parse(content.at) };
}

/** A fault at a number of the chain, with its kind and message. */
function faultAt(seq: bigint): (kind: ChainFault["kind"], message: string) => ChainFault {
  return (kind, message) => ({ chainSeq: seq.toString(), kind, message });
}

/** A genuine record at a place where it does not belong: was it, or the one before it, put in, or was it moved? */
function misplaced(
  { chainSeq, hash, before }: ChainPlace,
  seal: SealedRecord,
  next: SealedRecord | undefined,
): ChainFault {
  const wanted = chainSeq + 1n;
  const fault = faultAt(wanted);
  const isPushed = before !== null && linkOf(before, { ...seal, chainSeq }).equals(seal.hash);
  if (isPushed) {
    return faultAt(chainSeq)("inserted", `The record ${chainSeq} was put in between two that were sealed.`);
  }
  const belongsHere = next && linkOf(hash, { ...next, chainSeq: wanted }).equals(next.hash);
  const followsNext = belongsHere && linkOf(next.hash, { ...seal, chainSeq: wanted + 1n }).equals(seal.hash);
  if (belongsHere && !followsNext) {
    return fault(
      "inserted",
      `The record ${wanted} (id ${seal.auditId}) was put in between two that were sealed.`,
    );
  }
  return fault(
    "reordered",
    `The record with the id ${seal.auditId} does not belong at the number ${wanted}: records were reordered.`,
  );
}
