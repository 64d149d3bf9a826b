import type { ChainFault } from "@kubecent/shared";
import type { ChainStatement } from "../store/audit-log/audit-chain.ts";
import type { TrustedKeys } from "./signing-key.ts";
import { readStatement, type StatementKind } from "./statement.ts";

/** What is wrong with a stored statement by itself: its signature, or what stands beside it. */
export function statementFault(
  keys: TrustedKeys,
  kind: StatementKind,
  { chainSeq, hash, statement }: ChainStatement,
): ChainFault | null {
  const { content, fault } = readStatement(keys, kind, statement);
  const isSame = content?.seq === chainSeq.toString() && content.hash === hash.toString("hex");
  if (content && isSame) return null;
  const why = fault ?? "it says something else than what stands beside it";
  const message = `The ${kind} at ${chainSeq} does not count: ${why}.`;
  return { chainSeq: chainSeq.toString(), kind: "bad_signature", message };
}

/** What is wrong where a checkpoint was signed and the chain, by itself, fits together. */
export function checkpointFault(
  keys: TrustedKeys,
  checkpoint: ChainStatement,
  { hash, vouchedSeq }: { readonly hash: Buffer; readonly vouchedSeq: bigint },
): ChainFault | null {
  const fault = statementFault(keys, "checkpoint", checkpoint);
  if (fault || checkpoint.hash.equals(hash)) return fault;
  const first = (vouchedSeq + 1n).toString();
  const message = `The records ${first} to ${checkpoint.chainSeq} were rewritten: another hash was signed at ${checkpoint.chainSeq}.`;
  return { chainSeq: first, kind: "rewritten", message };
}
