import { randomUUID } from "node:crypto";
import type pg from "pg";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import type { Database } from "../connection/database.ts";
import { inTransaction } from "../connection/transaction.ts";
import type { Claim, ClaimedNotification } from "./claim.ts";
import { CHANNEL_DISABLED, relayNotification } from "./outbox.ts";

/** How one piece of news goes on after a try. */
export interface Decision {
  readonly state: "queued" | "standing" | "sent" | "dead";
  /** When it is tried or sent again, from now; nothing where it is not. */
  readonly dueInMs: number;
  readonly isReached: boolean;
  readonly status: number | null;
  readonly error: string | null;
  readonly reached: readonly string[];
}

export interface FinishedClaim {
  readonly claim: Claim;
  /** For each row of the claim, in its order. */
  readonly decisions: readonly Decision[];
  /** When the channel may be sent to again, from now. */
  readonly pauseMs: number;
  /** Why nothing is to be sent to the channel any more; null where it goes on. */
  readonly disable: string | null;
}

/**
 * Writes down what became of a claim, and lets the channel go. False where somebody else has taken over since: then
 * nothing is written, for the outcome is theirs to tell.
 */
export function finishClaim(database: Database, finished: FinishedClaim): Promise<boolean> {
  const { claim, decisions, pauseMs, disable } = finished;
  return inTransaction(database, async (client) => {
    const held = await client.query(
      "select from notification where claim_token = $1 and claimed_until > clock_timestamp() for update",
      [claim.token],
    );
    if (held.rowCount !== claim.rows.length) return false;
    const batchId = claim.rows.length > 1 ? randomUUID() : null;
    const origin: AuditOrigin = { writer: database.auditWriter, userId: "system" };
    for (const [index, row] of claim.rows.entries()) {
      const decision = decisions[index];
      if (decision) await write(client, { row, decision, batchId });
      if (decision?.state === "dead") await bury(client, { claim, row, origin, reason: decision.error });
    }
    await client.query(
      `update notify_channel set busy_until = '-infinity', disabled_reason = coalesce($3, disabled_reason),
         next_send_at = clock_timestamp() + $2 * interval '1 ms' where channel_id = $1`,
      [claim.channel.channelId, pauseMs, disable],
    );
    if (disable !== null) await emptyChannel(client, claim, { origin, reason: disable });
    return true;
  });
}

interface Written {
  readonly row: ClaimedNotification;
  readonly decision: Decision;
  readonly batchId: string | null;
}

/** A try counts once its outcome is known: a process that is killed again and again does not use up a message's tries. */
async function write(client: pg.ClientBase, { row, decision, batchId }: Written): Promise<void> {
  const { state, dueInMs, isReached, status, error, reached } = decision;
  await client.query(
    `update notification set state = $2, due_at = clock_timestamp() + $3 * interval '1 ms', attempts = attempts + 1,
       claim_token = null, claimed_until = null, last_status = $4, last_error = $5, reached = $6,
       sent_at = case when $7 then coalesce(sent_at, clock_timestamp()) else sent_at end,
       batch_id = case when $7 then coalesce(batch_id, $8) else batch_id end
     where notification_id = $1`,
    [row.notificationId, state, dueInMs, status, error, reached, isReached, batchId],
  );
}

interface Burial {
  readonly claim: Claim;
  readonly row: ClaimedNotification;
  readonly origin: AuditOrigin;
  readonly reason: string | null;
}

/** What could not be sent is on record, and told on the channel's other way. */
async function bury(client: pg.PoolClient, { claim, row, origin, reason }: Burial): Promise<void> {
  const { channel } = claim;
  const { notificationId, subject, attempts, dedupeKey, message } = row;
  await insertAudit(client, {
    ...origin,
    action: "NOTIFICATION_UNDELIVERED",
    resourceType: "NOTIFICATION",
    resourceId: notificationId,
    details: { channel: channel.name, subject, attempts, reason },
    status: "FAILED",
  });
  await relayNotification(
    client,
    { channelId: channel.channelId, dedupeKey, subject, message },
    { channel, from: row.relayedFrom },
  );
}

/** A receiver that is gone for good takes nothing more: what waits for it goes on to the other way. */
async function emptyChannel(
  client: pg.PoolClient,
  claim: Claim,
  { origin, reason }: { readonly origin: AuditOrigin; readonly reason: string },
): Promise<void> {
  const { channelId, name, kind } = claim.channel;
  await insertAudit(client, {
    ...origin,
    action: "CHANNEL_DISABLED",
    resourceType: "CHANNEL",
    resourceId: channelId,
    details: { name, kind, reason },
    status: "SUCCESS",
  });
  const { rows } = await client.query<WaitingRecord>(
    `update notification set state = 'dead', last_error = '${CHANNEL_DISABLED}'
     where channel_id = $1 and state in ('queued', 'standing')
     returning notification_id as "notificationId", subject, attempts, dedupe_key as "dedupeKey", message,
       relayed_from as "relayedFrom"`,
    [channelId],
  );
  for (const row of rows) {
    await bury(client, { claim, row: { ...NEVER_TRIED, ...row }, origin, reason: CHANNEL_DISABLED });
  }
}

type WaitingRecord = Pick<
  ClaimedNotification,
  "notificationId" | "subject" | "attempts" | "dedupeKey" | "message" | "relayedFrom"
>;
const NEVER_TRIED = { reached: [], createdAt: new Date(0), isRepeat: false };
