import { setTimeout as wait } from "node:timers/promises";
import type { ChainFault } from "@kubecent/shared";
import type { Database } from "../store/connection/database.ts";
import { insertAudit } from "../store/audit-log/audit-logs.ts";
import { inMoment, inTransaction } from "../store/connection/transaction.ts";
import { judgeChain } from "./judge-chain.ts";
import { sealAfter, type SealedBatch } from "./seal-records.ts";
import type { SigningKey, TrustedKeys } from "./signing-key.ts";
import { contentOf } from "./statement.ts";

export interface AcceptStateOptions {
  readonly database: Database;
  readonly key: SigningKey;
  readonly keys: TrustedKeys;
  /** The checkpoint that is remembered where the command runs, for the record; null where none is. */
  readonly remembered: string | null;
  /** Why the state is right, in the operator's words. */
  readonly reason: string;
  /** By the clock of the command, not of the database. */
  readonly now: () => number;
}

/** What was accepted. */
export interface AcceptedState {
  /** What was wrong with it, as far as the command could tell; null where nothing was. */
  readonly fault: ChainFault | null;
  readonly sealed: SealedBatch;
}

const SEALED_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 200;

/**
 * Accepts the chain as it stands in the database, for good: puts that on record, and signs the chain with the record in it.
 * The checkpoint says when, so that every replica goes on from here, and none accepts it for what is lost later.
 */
export async function acceptState(options: AcceptStateOptions): Promise<AcceptedState> {
  const { database, keys, remembered, reason } = options;
  const { fault, end } = await inMoment(database, (client) => judgeChain(client, { keys, remembered }));
  const known = remembered === null ? null : contentOf(remembered);
  await inTransaction(database, (client) =>
    insertAudit(client, {
      writer: database.auditWriter,
      userId: "operator",
      action: "AUDIT_STATE_ACCEPTED",
      resourceType: "AUDIT",
      resourceId: (end?.chainSeq ?? 0n).toString(),
      details: { reason, found: fault?.kind ?? null, rememberedSeq: known?.seq ?? null },
      status: "SUCCESS",
    }),
  );
  return { fault, sealed: await sealAccepted(options) };
}

/** Seals and signs once the record may be: it waits for transactions that began before it. */
async function sealAccepted({
  database,
  key,
  keys,
  remembered,
  now,
}: AcceptStateOptions): Promise<SealedBatch> {
  const accepted = new Date(now()).toISOString();
  const tries = SEALED_WITHIN_MS / LOOK_AGAIN_MS;
  for (let count = 0; count < tries; count++) {
    const sealed = await inTransaction(database, async (client) => {
      const { end } = await judgeChain(client, { keys, remembered });
      return sealAfter(client, { end, accepted }, { key });
    });
    if (sealed) return sealed;
    await wait(LOOK_AGAIN_MS);
  }
  throw new Error(
    "The record of what you accepted cannot be sealed: a transaction in the same PostgreSQL server stays open. End it, and run this again.",
  );
}
