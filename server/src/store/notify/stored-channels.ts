import { type ChannelKind, type ChannelRow, CostError, type Scope, ScopeSchema } from "@kubecent/shared";
import type pg from "pg";
import * as z from "zod";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import { originName } from "../audit-log/audit-record.ts";

/** What may be changed of a channel. */
export interface ChannelContent {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly shown: ChannelRow["shown"];
  readonly sealed: Buffer;
  readonly keyId: string;
  readonly fallbackId: string | null;
  readonly disabledReason: string | null;
}

/** A channel, its secrets sealed. */
export interface StoredChannel extends ChannelContent {
  readonly channelId: string;
  readonly scope: Scope;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly changedAt: Date;
}

/** A row of the table. */
export interface ChannelRecord {
  channel_id: string;
  name: string;
  kind: ChannelKind;
  scope: unknown;
  shown: unknown;
  sealed: Buffer;
  key_id: string;
  fallback_id: string | null;
  disabled_reason: string | null;
  created_at: Date;
  created_by: string;
  changed_at: Date;
}

export const CHANNEL_COLUMNS = `channel_id, name, kind, scope, shown, sealed, key_id, fallback_id, disabled_reason,
  created_at, created_by, changed_at`;

/** Channels that there may be at all: each is looked at whenever something is due. */
export const MOST_CHANNELS = 1_000;
const UNIQUE_VIOLATION = "23505";

/** Who did what, for the audit log. */
export interface ChannelChange {
  readonly action: string;
  readonly origin: AuditOrigin;
}

/** Keeps a new channel and its audit record, or neither. */
export async function createChannel(
  client: pg.PoolClient,
  { channelId, scope, ...content }: ChannelContent & Pick<StoredChannel, "channelId" | "scope">,
  change: ChannelChange,
): Promise<StoredChannel> {
  const { rows } = await nameIsFree(
    client.query<ChannelRecord>(
      `insert into notify_channel (channel_id, scope, created_by, name, kind, shown, sealed, key_id, fallback_id,
         disabled_reason)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
       where (select count(*) from notify_channel) < ${MOST_CHANNELS}
       returning ${CHANNEL_COLUMNS}`,
      [channelId, JSON.stringify(scope), originName(change.origin), ...valuesOf(content)],
    ),
  );
  const [row] = rows;
  if (!row)
    throw new CostError("CONFLICT", `There are ${MOST_CHANNELS} channels already. Delete some first.`);
  return noteChange(row, { ...change, client });
}

/** Replaces what may be changed of a channel, with an audit record. */
export async function changeChannel(
  client: pg.PoolClient,
  { channelId, ...content }: ChannelContent & Pick<StoredChannel, "channelId">,
  change: ChannelChange,
): Promise<StoredChannel> {
  const { rows } = await nameIsFree(
    client.query<ChannelRecord>(
      `update notify_channel set name = $2, kind = $3, shown = $4, sealed = $5, key_id = $6, fallback_id = $7,
         disabled_reason = $8, changed_at = clock_timestamp()
       where channel_id = $1 returning ${CHANNEL_COLUMNS}`,
      [channelId, ...valuesOf(content)],
    ),
  );
  return noteChange(theRow(rows), { ...change, client });
}

/** Deletes a channel and what waits for it, with an audit record. */
export async function deleteChannel(
  client: pg.PoolClient,
  channelId: string,
  change: ChannelChange,
): Promise<StoredChannel> {
  const { rows } = await client.query<ChannelRecord>(
    `delete from notify_channel where channel_id = $1 returning ${CHANNEL_COLUMNS}`,
    [channelId],
  );
  return noteChange(theRow(rows), { ...change, client });
}

/** A channel, locked for the transaction; null where there is none. */
export async function lockChannel(client: pg.ClientBase, channelId: string): Promise<StoredChannel | null> {
  const { rows } = await client.query<ChannelRecord>(
    `select ${CHANNEL_COLUMNS} from notify_channel where channel_id = $1 for update`,
    [channelId],
  );
  const [row] = rows;
  return row ? channelOf(row) : null;
}

/** All channels, by name. */
export async function listChannels(client: pg.ClientBase): Promise<StoredChannel[]> {
  const { rows } = await client.query<ChannelRecord>(
    `select ${CHANNEL_COLUMNS} from notify_channel order by name, channel_id`,
  );
  return rows.map(channelOf);
}

function valuesOf(content: ChannelContent): unknown[] {
  const { name, kind, shown, sealed, keyId, fallbackId, disabledReason } = content;
  return [name, kind, JSON.stringify(shown), sealed, keyId, fallbackId, disabledReason];
}

async function nameIsFree<Result>(changing: Promise<Result>): Promise<Result> {
  try {
    return await changing;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION)) throw error;
    throw new CostError("CONFLICT", "There is a channel of this name for the same scope already.");
  }
}

async function noteChange(
  row: ChannelRecord,
  { client, ...change }: ChannelChange & { readonly client: pg.PoolClient },
): Promise<StoredChannel> {
  const channel = channelOf(row);
  await noteChannel(client, channel, change);
  return channel;
}

/** Puts what was done to a channel on record, without its secrets. */
export async function noteChannel(
  client: pg.PoolClient,
  channel: StoredChannel,
  { action, origin }: ChannelChange,
): Promise<void> {
  const { name, kind, scope, shown, fallbackId, disabledReason } = channel;
  await insertAudit(client, {
    ...origin,
    action,
    resourceType: "CHANNEL",
    resourceId: channel.channelId,
    details: { name, kind, scope, shown, fallbackId, disabledReason },
    status: "SUCCESS",
  });
}

function theRow(rows: readonly ChannelRecord[]): ChannelRecord {
  const [row] = rows;
  if (!row) throw new Error("The statement returned no row");
  return row;
}

const ShownSchema = z.object({
  host: z.string().optional(),
  to: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

/** Reads a row of the table. */
export function channelOf(row: ChannelRecord): StoredChannel {
  return {
    channelId: row.channel_id,
    name: row.name,
    kind: row.kind,
    scope: ScopeSchema.parse(row.scope),
    shown: ShownSchema.parse(row.shown),
    sealed: row.sealed,
    keyId: row.key_id,
    fallbackId: row.fallback_id,
    disabledReason: row.disabled_reason,
    createdAt: row.created_at,
    createdBy: row.created_by,
    changedAt: row.changed_at,
  };
}
