import { randomUUID } from "node:crypto";
import type { ChainFault } from "@kubecent/shared";
import { type ChainMemory, createChainMemory } from "../../server/src/audit/chain-memory.ts";
import type { SealingHolder } from "../../server/src/audit/look-at-chain.ts";
import { type Sealer, startSealer } from "../../server/src/audit/sealer.ts";
import { trustedKeys } from "../../server/src/audit/signing-key.ts";
import type { AuditLogFixture } from "./audit-log.ts";
import { TEST_AUDIT_KEY } from "./test-services.ts";

/** A sealer of one replica, with all that it says. */
export interface WatchedSealer extends Sealer {
  readonly memory: ChainMemory;
  /** Checkpoints that it has signed. */
  readonly signed: string[];
  /** What it last said of the chain; undefined before its first look. */
  fault(): ChainFault | null | undefined;
  readonly failures: unknown[];
  holder(): SealingHolder | null;
}

/** Starts the sealer of a replica that remembers a checkpoint, or nothing. */
export function watchSealer(log: AuditLogFixture, remembered: string | null = null): WatchedSealer {
  const memory = createChainMemory({
    kept: remembered,
    keep: () => Promise.resolve(),
    onNotKept: () => undefined,
  });
  let fault: ChainFault | null | undefined;
  let holder: SealingHolder | null = null;
  const signed: string[] = [];
  const failures: unknown[] = [];
  const sealer = startSealer({
    database: log.database,
    key: TEST_AUDIT_KEY,
    keys: trustedKeys(TEST_AUDIT_KEY, ""),
    memory,
    holder: randomUUID(),
    auditRetentionDays: 400,
    onCheckpoint: ({ statement }) => signed.push(statement),
    onCut: () => undefined,
    onFailure: (error) => failures.push(error),
    onJudged: (found) => {
      fault = found;
    },
    onDelay: (_seconds, found) => {
      holder = found;
    },
  });
  return { ...sealer, memory, signed, failures, fault: () => fault, holder: () => holder };
}
