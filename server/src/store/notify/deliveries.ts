import {
  type DeliveryState,
  type NotificationMessage,
  NotificationMessageSchema,
  type NotificationPhase,
} from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { inTransaction } from "../connection/transaction.ts";

/** News on its way to a channel. */
export interface StoredDelivery {
  readonly notificationId: string;
  readonly seq: bigint;
  readonly channelId: string;
  readonly subject: string;
  readonly phase: NotificationPhase;
  readonly message: NotificationMessage;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}

interface DeliveryRecord extends Omit<StoredDelivery, "message"> {
  message: unknown;
}

const COLUMNS = `notification_id as "notificationId", seq, channel_id as "channelId", subject, phase, message, state,
  attempts, created_at as "createdAt", due_at as "dueAt", sent_at as "sentAt", last_status as "lastStatus",
  last_error as "lastError"`;

export interface DeliveryWish {
  /** Only those to one of these channels. */
  readonly channelIds: readonly string[];
  readonly state?: DeliveryState | undefined;
  readonly before?: bigint | undefined;
  readonly limit: number;
}

/** Deliveries, newest first. */
export async function readDeliveries(
  client: pg.ClientBase,
  { channelIds, state, before, limit }: DeliveryWish,
): Promise<StoredDelivery[]> {
  const { rows } = await client.query<DeliveryRecord>(
    `select ${COLUMNS} from notification
     where channel_id = any($1) and ($2::text is null or state = $2) and ($3::bigint is null or seq < $3)
     order by seq desc limit $4`,
    [channelIds, state ?? null, before ?? null, limit],
  );
  return rows.map(deliveryOf);
}

/** One delivery, locked; null where there is none. */
export async function lockDelivery(client: pg.ClientBase, id: string): Promise<StoredDelivery | null> {
  const { rows } = await client.query<DeliveryRecord>(
    `select ${COLUMNS} from notification where notification_id = $1 for update`,
    [id],
  );
  const [row] = rows;
  return row ? deliveryOf(row) : null;
}

/** Whether a newer state of the same subject was queued for the same channel since. */
export async function isOvertaken(client: pg.ClientBase, delivery: StoredDelivery): Promise<boolean> {
  if (delivery.phase === "info") return false;
  const { rowCount } = await client.query(
    `select from notification where channel_id = $1 and subject = $2 and seq > $3 and phase <> 'info'
       and state <> 'dead' limit 1`,
    [delivery.channelId, delivery.subject, delivery.seq],
  );
  return rowCount === 1;
}

/** Queues a dead delivery once more, under its own id. */
export async function replayDelivery(client: pg.ClientBase, id: string): Promise<StoredDelivery> {
  const { rows } = await client.query<DeliveryRecord>(
    `update notification set state = 'queued', attempts = 0, due_at = clock_timestamp(), last_error = null,
       last_status = null
     where notification_id = $1 and state = 'dead' returning ${COLUMNS}`,
    [id],
  );
  const [row] = rows;
  if (!row) throw new Error("The statement returned no row");
  return deliveryOf(row);
}

/** How the outbox stands. */
export interface OutboxState {
  /** Seconds for which the oldest unsent news has waited beyond its time; 0 where none has. */
  readonly oldestUnsentSeconds: number;
  readonly dead: number;
}

/** For the metrics. */
export function readOutboxState(database: Database): Promise<OutboxState> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<OutboxState>(
      `select coalesce(extract(epoch from clock_timestamp() - min(notification.created_at) filter (where state = 'queued')), 0)::float8
         as "oldestUnsentSeconds", (count(*) filter (where state = 'dead'))::int as dead
       from notification join notify_channel using (channel_id)
       where state = 'dead' or (state = 'queued' and disabled_reason is null)`,
    );
    return rows[0] ?? { oldestUnsentSeconds: 0, dead: 0 };
  });
}

/** Deletes some of what was sent long ago, and what could not be, and returns how many. */
export async function forgetNotifications(client: pg.ClientBase, limit: number): Promise<number> {
  const { rowCount } = await client.query(
    `delete from notification where notification_id in (
       select notification_id from notification
       where (state in ('sent', 'superseded') and created_at < clock_timestamp() - interval '30 days')
         or (state = 'dead' and created_at < clock_timestamp() - interval '90 days')
       order by seq limit $1 for update skip locked)`,
    [limit],
  );
  return rowCount ?? 0;
}

function deliveryOf(row: DeliveryRecord): StoredDelivery {
  return { ...row, message: NotificationMessageSchema.parse(row.message) };
}
