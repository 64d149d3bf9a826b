import { setTimeout as sleep } from "node:timers/promises";
import type { Gauge } from "../../http/process-metrics.ts";
import type { Database } from "../../store/connection/database.ts";
import { type OutboxState, readOutboxState } from "../../store/notify/deliveries.ts";

const LOOK_EVERY_MS = 15_000;

interface FollowedOutbox {
  readonly gauges: Gauge[];
  stop(): Promise<void>;
}

/** What the metrics say of messages that have not been sent, however often they are read. */
export function followOutbox(database: Database, lookEveryMs = LOOK_EVERY_MS): FollowedOutbox {
  const stopping = new AbortController();
  const known: { state: OutboxState } = { state: { oldestUnsentSeconds: 0, dead: 0 } };
  const looking = look(stopping.signal);
  return {
    gauges: [
      {
        name: "kubecent_notification_oldest_unsent_seconds",
        help: "How long the oldest message that is still to be sent has waited; 0 while none does.",
        read: () => known.state.oldestUnsentSeconds,
      },
      {
        name: "kubecent_notifications_dead",
        help: "Messages that could not be sent and are not tried any more: alerts.deliveries lists and replays them.",
        read: () => known.state.dead,
      },
    ],
    stop: async () => {
      stopping.abort();
      await looking;
    },
  };

  async function look(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // What was known goes on to count while the database is away.
      known.state = await readOutboxState(database).catch(() => known.state);
      await sleep(lookEveryMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
