import type { Database } from "../../store/connection/database.ts";
import { createChainMemory } from "../../audit/chain-memory.ts";
import { type ChainLook, lookAtChain } from "../../audit/look-at-chain.ts";
import type { TrustedKeys } from "../../audit/signing-key.ts";

/** Records are sealed within a second or two, where a server runs and nothing holds it up. */
const LATE_SECONDS = 60;
/** A sealer takes the lease for ten seconds at a time. */
const LONGEST_LEASE_SECONDS = 60;

/** What an operator has to know of the sealing itself; empty where it is as it should be. */
export async function sealingWords(database: Database, keys: TrustedKeys): Promise<string> {
  const memory = createChainMemory({
    kept: null,
    keep: () => Promise.resolve(),
    onNotKept: () => undefined,
  });
  return wordsFor(await lookAtChain({ database, keys, memory }));
}

function wordsFor({ unsealedSeconds, holder }: ChainLook): string {
  const lines = [
    ...(unsealedSeconds > LATE_SECONDS
      ? [`NOT SEALED for ${Math.round(unsealedSeconds)} s: what is not sealed can be changed unnoticed.`]
      : []),
    ...(holder && holder.seconds > LONGEST_LEASE_SECONDS
      ? [
          `NOBODY CAN SEAL: the lease audit-sealer is held by ${holder.holder} ${Number.isFinite(holder.seconds) ? `for ${Math.round(holder.seconds)} s` : "for ever"}, where a server takes ten seconds. Delete that row of the table lease.`,
        ]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
