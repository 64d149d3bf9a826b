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
  else if (message.phase === "resolved") await tellStandIns(client, { ...news, message }, channel);
  return row.notification_id;
}

/**
 * The end is told to those too that had the beginning in a channel's place: the channel may take news again by now, and
 * an alert there would stand for ever.
 */
async function tellStandIns(
  client: pg.ClientBase,
  news: NewNotification,
  channel: StoredChannel,
): Promise<void> {
  const { channelId, scope } = channel;
  const { rows } = await client.query<ChannelRecord & { relayed_from: string[] }>(
    `select ${CHANNEL_COLUMNS}, relayed_from from notify_channel channel, lateral (
       select phase, relayed_from from notification n
       where n.channel_id = channel.channel_id and subject = $2 and phase <> 'info' order by seq desc limit 1) newest
     where phase = 'firing' and relayed_from[array_upper(relayed_from, 1)] = $1`,
    [channelId, news.subject],
  );
  for (const { relayed_from: from, ...record } of rows) {
    const standIn = channelOf(record);
    if (!isScopeWithin(scope, standIn.scope)) continue;
    const relayed = { ...news, channelId: standIn.channelId, dedupeKey: relayedKey(channelId, news) };
    await enqueueNotification(client, relayed, { from });
  }
}

/** News that comes to a channel in another's place has one key, whichever way it comes. */
function relayedKey(fromId: string, { dedupeKey }: NewNotification): string {
  return `${fromId}/${dedupeKey}`;
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
      dedupeKey: relayedKey(channelId, news),
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
