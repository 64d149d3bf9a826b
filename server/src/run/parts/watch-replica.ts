import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Gauge } from "../../http/process-metrics.ts";
import type { Log } from "../../log/logger.ts";
import {
  readCommittedPosition,
  readReplicationState,
  type ReplicationState,
} from "../../store/connection/replica-state.ts";
import type { ReadReplica, ReadUse } from "../../store/connection/database.ts";
import { createReplicaLag, type ReplicaLag } from "./replica-lag.ts";

/** A watched replica. */
export interface WatchedReplica {
  readonly replica: ReadReplica;
  readonly gauges: readonly Gauge[];
  stop(): Promise<void>;
}

export interface WatchReplicaOptions {
  readonly primary: pg.Pool;
  readonly replica: pg.Pool;
  readonly log: Log;
  /** Which reads go there; all unless told otherwise. */
  readonly use?: ReadUse;
  readonly lookEveryMs?: number;
  /** A replica that is further behind is not asked: an answer of unknown age is worse than a slower one. */
  readonly mostLagMs?: number;
}

const LOOK_EVERY_MS = 1_000;
const MOST_LAG_MS = 30_000;

/**
 * Watches a replica. A question that it fails goes to the primary at once, and so do all others until it answers
 * again, is a standby of this primary, and has caught up. It has looked once when it returns.
 */
export async function watchReplica(options: WatchReplicaOptions): Promise<WatchedReplica> {
  const { primary, replica, log, use = "all", lookEveryMs = LOOK_EVERY_MS } = options;
  const lag = createReplicaLag();
  const judge = createJudge(options, lag);
  const stopping = new AbortController();
  let away: string | null = "it was not looked at yet";
  const turn = (reason: string | null): void => {
    if (reason !== null && away === null) log.warn("replica.away", { reason });
    if (reason === null && away !== null) log.info("replica.in_use", {});
    away = reason;
  };
  const look = async (): Promise<void> => turn(await judge());
  await look();
  if (away !== null) log.warn("replica.away", { reason: away });
  const looking = repeat(look, lookEveryMs, stopping.signal);
  return {
    replica: {
      pool: replica,
      use,
      isInUse: () => away === null,
      hasCaughtUp: createCatchUp(primary, replica),
      onFault: (error) => turn(error.message),
    },
    gauges: [
      {
        name: "kubecent_read_replica_in_use",
        help: "Whether the replica answers what DATABASE_READ_USE sends there (1), or the primary answers all (0)",
        read: () => (away === null ? 1 : 0),
      },
      {
        name: "kubecent_read_replica_lag_seconds",
        help: "Seconds by which the replica is behind the primary; no number while that cannot be told",
        read: () => (lag.milliseconds() ?? Number.NaN) / 1_000,
      },
    ],
    stop: async () => {
      stopping.abort();
      await looking;
      await replica.end();
    },
  };
}

async function repeat(look: () => Promise<void>, everyMs: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    await look();
  }
}

/** Returns why the replica must not be used now, or null. */
function createJudge(options: WatchReplicaOptions, lag: ReplicaLag): () => Promise<string | null> {
  const { primary, replica, mostLagMs = MOST_LAG_MS } = options;
  let systemId: string | undefined;
  return async () => {
    // The primary first: what it writes while the replica is asked must not look like lag.
    const ahead = await readReplicationState(primary).catch(() => null);
    if (ahead !== null) {
      ({ systemId } = ahead);
      lag.notePrimary(ahead.position);
    }
    const state = await readReplicationState(replica).catch((error: unknown) => String(error));
    if (typeof state === "string") return state;
    // While the primary is away, what was known of it goes on to count.
    return identityFault(state, systemId) ?? lagFault(state, lag, mostLagMs);
  };
}

function identityFault(replica: ReplicationState, systemId: string | undefined): string | null {
  if (systemId === undefined) return "the primary was not there yet to compare it with";
  if (systemId !== replica.systemId) return "it is a copy of another database";
  return replica.isStandby ? null : "it is no standby (any more)";
}

function lagFault(replica: ReplicationState, lag: ReplicaLag, mostLagMs: number): string | null {
  lag.noteReplica(replica.position);
  const behindMs = lag.milliseconds();
  if (behindMs === null) return "it has not caught up yet";
  return behindMs > mostLagMs ? `it is ${Math.round(behindMs / 1_000)} s behind` : null;
}

/** How long a read waits for the replica before it goes to the primary. Commits that do not wait for the disk take up to 0.6 s to leave it. */
const CATCH_UP_MS = 1_000;
const POLL_EVERY_MS = 25;

/**
 * Makes what tells whether a replica has all that was committed by the time of the call, and waits a moment for that. A replica
 * whose primary cannot be asked has all that there is; one that cannot be asked itself has not.
 */
function createCatchUp(primary: pg.Pool, replica: pg.Pool): () => Promise<boolean> {
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
    if (performance.now() - askedAtMs > CATCH_UP_MS) return false;
    await sleep(POLL_EVERY_MS);
  }
}
