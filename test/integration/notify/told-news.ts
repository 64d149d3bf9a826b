import { randomUUID } from "node:crypto";
import { type ChannelTarget, FULL_SCOPE, type NotificationMessage } from "@kubecent/shared";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { shownOf } from "../../../server/src/notify/channels/channel-kinds.ts";
import { firstSigning } from "../../../server/src/notify/secrets/channel-secrets.ts";
import { enqueueNotification } from "../../../server/src/store/notify/outbox.ts";
import { createChannel } from "../../../server/src/store/notify/stored-channels.ts";
import { TEST_WRITER } from "../../support/test-database.ts";
import { TEST_BOX } from "./outbox-at-work.ts";
import { MESSAGE } from "../../unit/notify/some-news.ts";

const origin = { writer: TEST_WRITER, userId: "test" };

/** What a channel of a test is made of. */
export interface TestChannel {
  readonly name?: string;
  readonly target: ChannelTarget;
  readonly fallbackId?: string;
}

/** Makes a channel, and returns its id. */
export async function makeChannel(
  database: Database,
  { name = randomUUID(), target, fallbackId }: TestChannel,
): Promise<string> {
  const channelId = randomUUID();
  const sealed = TEST_BOX.seal({ channelId, target, signing: firstSigning(target) });
  const content = {
    name,
    kind: target.kind,
    shown: shownOf(target),
    sealed,
    keyId: TEST_BOX.keyId,
    fallbackId: fallbackId ?? null,
    disabledReason: null,
  };
  await inTransaction(database, (client) =>
    createChannel(
      client,
      { channelId, scope: FULL_SCOPE, ...content },
      { action: "CHANNEL_CREATED", origin },
    ),
  );
  return channelId;
}

/** Queues news for a channel. */
export function tell(
  database: Database,
  channelId: string,
  subject: string,
  message: Partial<NotificationMessage> = {},
): Promise<string | null> {
  return inTransaction(database, (client) =>
    enqueueNotification(client, {
      channelId,
      dedupeKey: randomUUID(),
      subject,
      message: { ...MESSAGE, ...message },
    }),
  );
}

export interface Told {
  readonly state: string;
  readonly attempts: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
}

/** What has become of a message. */
export async function becomes(database: Database, id: string | null): Promise<Told | undefined> {
  const { rows } = await database.primary.query<Told>(
    "select state, attempts, last_status, last_error from notification where notification_id = $1",
    [id],
  );
  return rows[0];
}

/** Lets what waits for its next try be tried now. */
export async function hurry(database: Database): Promise<void> {
  await database.primary.query("update notification set due_at = clock_timestamp() where state = 'queued'");
}
