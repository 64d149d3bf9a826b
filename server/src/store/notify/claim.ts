import { randomUUID } from "node:crypto";
import { type ChannelKind, type NotificationMessage, NotificationMessageSchema } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { inTransaction } from "../connection/transaction.ts";
import { CHANNEL_COLUMNS, type ChannelRecord, channelOf, type StoredChannel } from "./stored-channels.ts";

/** How fast a channel may be sent to. */
export interface Pace {
  readonly everyMs: number;
  /** Messages a minute beyond which all that is due goes out as one; null where each goes out by itself. */
  readonly digestAbove: number | null;
}

/** One piece of news that is being sent. */
export interface ClaimedNotification {
  readonly notificationId: string;
  readonly subject: string;
  readonly dedupeKey: string;
  readonly message: NotificationMessage;
  /** Tries whose outcome is known, and this one. */
  readonly attempts: number;
  readonly reached: readonly string[];
  readonly relayedFrom: readonly string[];
  readonly createdAt: Date;
  /** Whether it was sent before, and is sent again because it holds. */
  readonly isRepeat: boolean;
}

/** What one process sends to a channel now; nobody else does while it has the claim. */
export interface Claim {
  readonly token: string;
  readonly channel: StoredChannel;
  readonly rows: readonly [ClaimedNotification, ...ClaimedNotification[]];
}

/** How claims are made. */
export interface ClaimRules {
  readonly paceOf: (kind: ChannelKind) => Pace;
  /** After this another process takes over: longer than any try takes. */
  readonly claimForMs: number;
}

const MOST_IN_DIGEST = 200;

/** News that may be sent: due, and with nothing older of its subject before it. */
const READY = `state in ('queued', 'standing') and due_at <= clock_timestamp() and not exists (
  select from notification older where older.channel_id = n.channel_id and older.subject = n.subject
    and older.seq < n.seq and older.state = 'queued')`;

/** Takes what is due for one channel; null where nothing is. */
export function claimDue(database: Database, { paceOf, claimForMs }: ClaimRules): Promise<Claim | null> {
  return inTransaction(database, async (client) => {
    const channel = await takeChannel(client);
    if (!channel) return null;
    await supersede(client, channel.channelId);
    const count = await allowedNow(client, channel, paceOf(channel.kind));
    const token = randomUUID();
    const [first, ...more] = count === 0 ? [] : await takeRows(client, { channel, token, count, claimForMs });
    if (!first) return null;
    await client.query(
      `update notify_channel set busy_until = clock_timestamp() + $2 * interval '1 ms' where channel_id = $1`,
      [channel.channelId, claimForMs],
    );
    return { token, channel, rows: [first, ...more] };
  });
}

async function takeChannel(client: pg.ClientBase): Promise<StoredChannel | null> {
  const { rows } = await client.query<ChannelRecord>(
    `select ${CHANNEL_COLUMNS} from notify_channel channel
     where disabled_reason is null and busy_until < clock_timestamp() and next_send_at <= clock_timestamp()
       and exists (select from notification n where n.channel_id = channel.channel_id and ${READY})
     order by next_send_at limit 1 for update skip locked`,
  );
  const [row] = rows;
  return row ? channelOf(row) : null;
}

/** Nobody gets stale news: what a newer state of its subject has overtaken is not sent any more. */
async function supersede(client: pg.ClientBase, channelId: string): Promise<void> {
  await client.query(
    `update notification n set state = case state when 'standing' then 'sent' else 'superseded' end
     where channel_id = $1 and state in ('queued', 'standing') and phase <> 'info' and exists (
       select from notification newer where newer.channel_id = n.channel_id and newer.subject = n.subject
         and newer.seq > n.seq and newer.phase <> 'info' and newer.state = 'queued')`,
    [channelId],
  );
}

/** How many pieces of news may go out with the next message; 0 where it has to wait, and then until when is kept. */
async function allowedNow(
  client: pg.ClientBase,
  { channelId }: StoredChannel,
  { digestAbove }: Pace,
): Promise<number> {
  if (digestAbove === null) return 1;
  const { rows } = await client.query<{ sent: number }>(
    `select count(distinct coalesce(batch_id, notification_id))::int as sent from notification
     where channel_id = $1 and sent_at > clock_timestamp() - interval '1 minute'`,
    [channelId],
  );
  const sent = rows[0]?.sent ?? 0;
  if (sent < digestAbove) return 1;
  if (sent === digestAbove) return MOST_IN_DIGEST;
  await client.query(
    `update notify_channel set next_send_at = (select min(sent_at) + interval '1 minute' from notification
       where channel_id = $1 and sent_at > clock_timestamp() - interval '1 minute')
     where channel_id = $1`,
    [channelId],
  );
  return 0;
}

interface ClaimRecord {
  notification_id: string;
  subject: string;
  dedupe_key: string;
  message: unknown;
  attempts: number;
  reached: string[];
  relayed_from: string[];
  created_at: Date;
  state: "queued" | "standing";
}

interface TakenRows {
  readonly channel: StoredChannel;
  readonly token: string;
  readonly count: number;
  readonly claimForMs: number;
}

async function takeRows(
  client: pg.ClientBase,
  { channel, token, count, claimForMs }: TakenRows,
): Promise<ClaimedNotification[]> {
  const { rows } = await client.query<ClaimRecord & { seq: bigint }>(
    `update notification taken set claim_token = $2,
       claimed_until = clock_timestamp() + $4 * interval '1 ms'
     where notification_id in (
       select notification_id from notification n where channel_id = $1 and ${READY} order by seq limit $3)
     returning notification_id, subject, dedupe_key, message, attempts, reached, relayed_from, created_at, state, seq`,
    [channel.channelId, token, count, claimForMs],
  );
  return rows
    .toSorted((left, right) => (left.seq < right.seq ? -1 : 1))
    .map((row) => ({
      notificationId: row.notification_id,
      subject: row.subject,
      dedupeKey: row.dedupe_key,
      message: NotificationMessageSchema.parse(row.message),
      attempts: row.attempts + 1,
      reached: row.reached,
      relayedFrom: row.relayed_from,
      createdAt: row.created_at,
      isRepeat: row.state === "standing",
    }));
}
