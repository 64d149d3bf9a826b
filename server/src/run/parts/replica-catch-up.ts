import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { readCommittedPosition, readReplicationState } from "../../store/connection/replica-state.ts";

/** How long a read waits for the replica before it goes to the primary. Commits that do not wait for the disk take up to 0.6 s to leave it. */
const PATIENCE_MS = 1_000;
const LOOK_EVERY_MS = 25;

/**
 * Makes what tells whether a replica has all that was committed by the time of the call, and waits a moment for that. A replica
 * whose primary cannot be asked has all that there is; one that cannot be asked itself has not.
 */
export function createCatchUp(primary: pg.Pool, replica: pg.Pool): () => Promise<boolean> {
  return async () => {
    const goal = await readCommittedPosition(primary).catch(() => null);
    return goal === null || untilReplayed(replica, goal).catch(() => false);
  };
}

async function untilReplayed(replica: pg.Pool, goal: bigint): Promise<boolean> {
  const askedAtMs = performance.now();
  for (;;) {
    const { position } = await readReplicationState(replica);
    if (position >= goal) return true;
    if (performance.now() - askedAtMs > PATIENCE_MS) return false;
    await sleep(LOOK_EVERY_MS);
  }
}
