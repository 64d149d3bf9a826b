import { createChainMemory } from "./chain-memory.ts";
import { type ChainLook, lookAtChain } from "./look-at-chain.ts";
import type { TrustedKeys } from "./signing-key.ts";
import type { Database } from "../store/connection/database.ts";

/** For how long records wait to be sealed, as far as this process knows. */
export interface SealingDelay {
  /** Takes down what the database says. */
  measured(seconds: number): void;
  /** Age of the oldest unsealed record. Where the database has not said for a while, it counts from when it last did. */
  seconds(): number;
}

/** Looks are some seconds apart: one that is older than this has failed, or hangs. */
const LOOKED_WITHIN_SECONDS = 15;

/** Keeps the delay by a monotonic clock in milliseconds. */
export function createSealingDelay(now: () => number): SealingDelay {
  let last = { seconds: 0, at: now() };
  return {
    measured(seconds) {
      last = { seconds, at: now() };
    },
    seconds() {
      const since = (now() - last.at) / 1_000;
      return last.seconds > 0 || since > LOOKED_WITHIN_SECONDS ? last.seconds + since : 0;
    },
  };
}

/** Records are sealed within a second or two, where a server runs and nothing holds it up. */
const LATE_SECONDS = 60;
/** A sealer takes the lease for ten seconds at a time. */
const LONGEST_LEASE_SECONDS = 60;

/** What is wrong with the sealing, in lines for an operator; empty where nothing is. */
export async function sealingTrouble(database: Database, keys: TrustedKeys): Promise<string> {
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
