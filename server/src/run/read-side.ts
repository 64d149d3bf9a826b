import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Gauge } from "../http/process-metrics.ts";
import type { Log } from "../http/log/logger.ts";
import { readReplicationState, type ReplicationState } from "../store/replica-state.ts";
import { setStandIn } from "../store/stand-in.ts";

/** Where questions are read: the replica while it can be believed, the primary otherwise. */
export interface ReadSide {
  readonly pool: pg.Pool;
  readonly gauges: readonly Gauge[];
  stop(): Promise<void>;
}

export interface ReadSideOptions {
  readonly primary: pg.Pool;
  readonly replica: pg.Pool;
  readonly log: Log;
  readonly lookEveryMs?: number;
  /** A replica that is further behind is not asked: an answer of unknown age is worse than a slower one. */
  readonly mostLagMs?: number;
  /** Milliseconds that only grow. */
  readonly monotonicMs?: () => number;
}

const LOOK_EVERY_MS = 1_000;
const MOST_LAG_MS = 30_000;

/**
 * Watches a replica. A question that it fails goes to the primary at once, and so do all others until it answers
 * again, is a standby of this primary, and has caught up. It has looked once when it returns.
 */
export async function openReadSide(options: ReadSideOptions): Promise<ReadSide> {
  const { primary, replica, log, lookEveryMs = LOOK_EVERY_MS } = options;
  const lag = createLagMeter(options.monotonicMs);
  const stopping = new AbortController();
  let away: string | null = "it was not looked at yet";
  const turn = (reason: string | null): void => {
    if (reason !== null && away === null) log.warn("replica.away", { reason });
    if (reason === null && away !== null) log.info("replica.in_use", {});
    away = reason;
  };
  const look = async (): Promise<void> => turn(await faultOf(options, lag));
  setStandIn(replica, { pool: primary, onFault: (error) => turn(error.message) });
  await look();
  if (away !== null) log.warn("replica.away", { reason: away });
  const looking = repeat(look, lookEveryMs, stopping.signal);
  return {
    get pool() {
      return away === null ? replica : primary;
    },
    gauges: [
      {
        name: "kubecent_read_replica_in_use",
        help: "Whether questions are answered by the replica (1) or by the primary (0)",
        read: () => (away === null ? 1 : 0),
      },
      {
        name: "kubecent_read_replica_lag_seconds",
        help: "Seconds by which the replica is behind the primary, as far as it is known",
        read: () => lag.milliseconds() / 1_000,
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

/** Why the replica is not to be asked; null where it may. */
async function faultOf(
  { primary, replica, mostLagMs = MOST_LAG_MS }: ReadSideOptions,
  lag: LagMeter,
): Promise<string | null> {
  // The primary first: what it writes while the replica is asked must not look like lag.
  const ahead = await readReplicationState(primary).catch(() => null);
  const state = await readReplicationState(replica).catch((error: unknown) => String(error));
  if (typeof state === "string") return state;
  if (ahead !== null && ahead.systemId !== state.systemId) return "it is a copy of another database";
  if (!state.isStandby) return "it is no standby (any more)";
  // Without a primary to compare with, a standby that was good a moment ago goes on answering.
  if (ahead === null) return null;
  lag.note(ahead, state);
  const behindMs = lag.milliseconds();
  return behindMs > mostLagMs ? `it is ${Math.round(behindMs / 1_000)} s behind` : null;
}

interface LagMeter {
  note(primary: ReplicationState, replica: ReplicationState): void;
  milliseconds(): number;
}

/**
 * How long ago the primary was where the replica is now, by our own clock: neither of theirs is needed, and a primary
 * that writes nothing makes no lag.
 */
function createLagMeter(monotonicMs: () => number = () => performance.now()): LagMeter {
  let waiting: { readonly position: bigint; readonly seenAtMs: number }[] = [];
  return {
    note: (primary, replica) => {
      const last = waiting.at(-1);
      if (primary.position > (last?.position ?? -1n))
        waiting.push({ position: primary.position, seenAtMs: monotonicMs() });
      waiting = waiting.filter(({ position }) => position > replica.position);
    },
    milliseconds: () => {
      const [oldest] = waiting;
      return oldest ? monotonicMs() - oldest.seenAtMs : 0;
    },
  };
}
