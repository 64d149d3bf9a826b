import type { ChainFault } from "@kubecent/shared";
import type { Database } from "../store/connection/database.ts";
import { readOldestUnsealed } from "../store/audit-log/audit-logs.ts";
import { readLeaseHolder } from "../store/collecting/leases.ts";
import { inMoment } from "../store/connection/transaction.ts";
import type { ChainMemory } from "./chain-memory.ts";
import { judgeChain } from "./judge-chain.ts";
import type { TrustedKeys } from "./signing-key.ts";
import { contentOf } from "./statement.ts";

/** The lease under which one replica seals. */
export const SEALER_LEASE = "audit-sealer";

/** Which replica holds the lease for sealing, and for how many seconds from now. */
export interface SealingHolder {
  readonly holder: string;
  readonly seconds: number;
}

/** What a replica finds when it looks at the chain, whether it seals or not. */
export interface ChainLook {
  readonly fault: ChainFault | null;
  readonly unsealedSeconds: number;
  /** Null where nobody holds the lease. */
  readonly holder: SealingHolder | null;
}

interface Looker {
  readonly database: Database;
  readonly keys: TrustedKeys;
  readonly memory: ChainMemory;
}

/**
 * Holds the chain against what is remembered, and measures how long records wait. A sound end is remembered too:
 * so every replica knows the newest checkpoint, and any of them can tell when it is gone.
 */
export async function lookAtChain({ database, keys, memory }: Looker): Promise<ChainLook> {
  const remembered = memory.last();
  const found = await inMoment(database, async (client) => {
    const judgement = await judgeChain(client, { keys, remembered });
    const known = judgement.checkpoint ?? remembered;
    const settled = known === null ? null : (contentOf(known)?.settled ?? null);
    return {
      ...judgement,
      unsealedSeconds: await readOldestUnsealed(client, settled),
      holder: await readLeaseHolder(client, SEALER_LEASE),
    };
  });
  const { fault, checkpoint, unsealedSeconds, holder } = found;
  if (!fault && checkpoint !== null) await memory.remember(checkpoint);
  return { fault, unsealedSeconds, holder };
}
