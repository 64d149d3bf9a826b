import type { ChainFault } from "@kubecent/shared";
import type pg from "pg";
import { readLastCheckpoint, readUnsealedStretch } from "../store/audit-log/audit-chain.ts";
import { contentOf } from "./statement.ts";

/** Records without a seal: how many, and the id of the first that sealing must have met and did not. */
export interface Unsealed {
  readonly unsealed: number;
  readonly leftBehind: string | null;
}

/** Records that are looked at in one statement. */
const STRETCH = 20_000;

/** Looks through the whole log for records without a seal. */
export async function findUnsealed(client: pg.ClientBase): Promise<Unsealed> {
  const last = await readLastCheckpoint(client);
  const sealedBelow = last ? (contentOf(last.statement)?.settled ?? null) : null;
  let unsealed = 0;
  let leftBehind: string | null = null;
  let afterId: bigint | null = 0n;
  while (afterId !== null) {
    const stretch = await readUnsealedStretch(client, { afterId, sealedBelow, limit: STRETCH });
    unsealed += stretch.unsealed;
    leftBehind ??= stretch.leftBehind;
    afterId = stretch.lastId;
  }
  return { unsealed, leftBehind };
}

/** What is wrong where sealing must have met a record and did not; `chainSeq` is where the chain ends. */
export function leftBehindFault(leftBehind: string | null, chainSeq: bigint): ChainFault | null {
  if (leftBehind === null) return null;
  const message = `The record with the id ${leftBehind} is in the log, older than what is sealed, and was never sealed: it was put in later, or its seal was taken away.`;
  return { chainSeq: (chainSeq + 1n).toString(), kind: "inserted", message };
}
