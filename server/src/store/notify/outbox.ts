import { randomUUID } from "node:crypto";
import { isScopeWithin, type NotificationMessage, NotificationMessageSchema } from "@kubecent/shared";
import type pg from "pg";
import { CHANNEL_COLUMNS, type ChannelRecord, channelOf, type StoredChannel } from "./stored-channels.ts";

/** News for a channel. */
export interface NewNotification {
  readonly channelId: string;
  /** The same news has the same key: it is queued once, however often this is called. */
  readonly dedupeKey: string;
  /** What it is about: news of one subject is sent in its order, and the newest makes the older stale. */
  readonly subject: string;
  readonly message: NotificationMessage;
}

interface Relay {
  /** Channels that did not take it, the first one first. */
  readonly from: readonly string[];
}

const LONGEST_RELAY = 3;
/** What stands as the reason of news for a channel that is switched off. */
export const CHANNEL_DISABLED = "channel_disabled";

/**
 * Queues news in the transaction of the change that it tells of: with it, or not at all. Returns its id; null where it
 * was queued before, or there is no such channel. For a channel that is switched off it counts as dead at once, and goes
 * on to the next one.
 */
export async function enqueueNotification(
  client: pg.ClientBase,
  news: NewNotification,
  { from }: Relay = { from: [] },
): Promise<string | null> {
  const channel = await readChannel(client, news.channelId);
  if (!channel) return null;
  const isOff = channel.disabledReason !== null;
  const message = NotificationMessageSchema.parse(news.message);
  const { rows } = await client.query<{ notification_id: string }>(
    `insert into notification (notification_id, channel_id, dedupe_key, subject, phase, message, state, last_error,
       relayed_from)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (channel_id, dedupe_key) do nothing returning notification_id`,
    [
      randomUUID(),
      news.channelId,
      news.dedupeKey,
      news.subject,
      message.phase,
      JSON.stringify(message),
      isOff ? "dead" : "queued",
      isOff ? CHANNEL_DISABLED : null,
      from,
    ],
  );
  const [row] = rows;
  if (!row) return null;
  if (isOff) await relayNotification(client, { ...news, message }, { channel, from });
  return row.notification_id;
}

/** Queues news that a channel did not take for the next one, if it has one that has not had it and may see it. */
export async function relayNotification(
  client: pg.ClientBase,
  news: NewNotification,
  { channel, from }: Relay & { readonly channel: StoredChannel },
): Promise<void> {
  const { fallbackId, channelId } = channel;
  const path = [...from, channelId];
  if (fallbackId === null || path.includes(fallbackId) || path.length > LONGEST_RELAY) return;
  const next = await readChannel(client, fallbackId);
  if (!next || !isScopeWithin(channel.scope, next.scope)) return;
  const why = `Could not be sent to the channel ${channel.name}. ${news.message.why}`.slice(0, 2_000);
  await enqueueNotification(
    client,
    {
      ...news,
      channelId: fallbackId,
      dedupeKey: `${channelId}/${news.dedupeKey}`,
      message: { ...news.message, why },
    },
    { from: path },
  );
}

async function readChannel(client: pg.ClientBase, channelId: string): Promise<StoredChannel | null> {
  const { rows } = await client.query<ChannelRecord>(
    `select ${CHANNEL_COLUMNS} from notify_channel where channel_id = $1`,
    [channelId],
  );
  const [row] = rows;
  return row ? channelOf(row) : null;
}
