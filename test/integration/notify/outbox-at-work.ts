import type { Database } from "../../../server/src/store/connection/database.ts";
import { type OutboxOptions, runOutbox } from "../../../server/src/notify/outbox/run-outbox.ts";
import { createSecretBox } from "../../../server/src/notify/secrets/channel-secrets.ts";
import { addressRule } from "../../../server/src/notify/sending/address-rules.ts";

export const TEST_BOX = createSecretBox(Buffer.alloc(32, "notify"));
/** Receivers of tests are on this machine. */
export const LOCAL_RULE = addressRule({ networks: ["127.0.0.0/8"], hosts: [] });

/** An outbox at work, as fast as it can: without the pace of people. */
export interface RunningOutbox {
  readonly failures: unknown[];
  readonly stop: () => Promise<void>;
}

export function startOutbox(database: Database, choice: Partial<OutboxOptions> = {}): RunningOutbox {
  const failures: unknown[] = [];
  const stopping = new AbortController();
  const running = runOutbox(
    {
      database,
      box: TEST_BOX,
      posting: { rule: LOCAL_RULE },
      mailServer: null,
      now: Date.now,
      paceOf: () => ({ everyMs: 0, digestAbove: null }),
      claimForMs: 60_000,
      pollMs: 20,
      events: { onTried: () => undefined, onFailure: (error) => failures.push(error) },
      ...choice,
    },
    stopping.signal,
  );
  return {
    failures,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
