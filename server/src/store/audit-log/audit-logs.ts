import { type AuditRow, CostError, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { type AuditOrigin, type AuditRecord, cleanAuditRecord } from "./audit-record.ts";
import { type Fragment, sql } from "../connection/sql.ts";
import { asRole } from "../connection/transaction.ts";
import type { PageSource } from "../paging/page-source.ts";

export type { AuditOrigin, AuditRecord };

const RETRY_AFTER_SECONDS = 5;

/**
 * Adds a record in the transaction of the change that it speaks of. Throws AUDIT_UNAVAILABLE where it cannot be
 * written, and the change must go down with it: no record, no change.
 */
export async function insertAudit(client: pg.PoolClient, record: AuditRecord): Promise<void> {
  const clean = cleanAuditRecord(record);
  try {
    await asRole(client, "kubecent_audit", async () => {
      await client.query(
        `insert into audit_logs (user_id, user_name, action, resource_type, resource_id, details, status, result,
           request_id, client_address, token_id, replica, service_version, occurrences)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
        [
          clean.userId,
          clean.userName,
          clean.action,
          clean.resourceType,
          clean.resourceId,
          clean.details,
          clean.status,
          clean.result,
          clean.requestId,
          clean.clientAddress,
          clean.tokenId,
          record.writer.replica,
          record.writer.serviceVersion,
          clean.occurrences,
        ],
      );
    });
  } catch (cause) {
    throw new CostError(
      "AUDIT_UNAVAILABLE",
      "The audit log cannot be written, so nothing was done. Try again in a few seconds.",
      { cause, retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }
}

/** Which records are asked for; newest first. */
export interface AuditSelection {
  readonly start: Instant | null;
  readonly end: Instant | null;
  readonly userId: string | undefined;
  readonly action: string | undefined;
  readonly resourceType: string | undefined;
  readonly resourceId: string | undefined;
  readonly status: string | undefined;
  readonly requestId: string | undefined;
  readonly limit: number;
  /** Id of the last record of the page before. */
  readonly beforeId: bigint | null;
}

interface AuditLogRecord {
  id: bigint;
  chain_seq: bigint | null;
  timestamp: Date;
  user_id: string;
  user_name: string;
  action: string;
  resource_type: string;
  resource_id: string;
  details: Record<string, unknown> | null;
  status: AuditRow["status"];
  result: Record<string, unknown> | null;
  request_id: string | null;
  client_address: string | null;
  token_id: string | null;
  replica: string;
  service_version: string;
  occurrences: number;
}

/** Reads a page of audit records, one more than the limit where there are more. */
export async function readAuditPage(source: PageSource, selection: AuditSelection): Promise<AuditRow[]> {
  const records = await source.page<AuditLogRecord>(
    selection.limit,
    (most) => sql`select log.*, seal.chain_seq
        from (
          select * from audit_logs where ${sql.join(conditionsOf(most === null ? { ...selection, beforeId: null } : selection), sql` and `)}
          order by id desc limit ${most}
        ) log
        left join audit_seal seal on seal.audit_id = log.id
        order by log.id desc`,
  );
  return records.map((record) => ({
    id: record.id.toString(),
    chainSeq: record.chain_seq?.toString() ?? null,
    timestamp: record.timestamp.toISOString(),
    userId: record.user_id,
    userName: record.user_name,
    action: record.action,
    resourceType: record.resource_type,
    resourceId: record.resource_id,
    details: record.details,
    status: record.status,
    result: record.result,
    requestId: record.request_id,
    clientAddress: record.client_address,
    tokenId: record.token_id,
    replica: record.replica,
    serviceVersion: record.service_version,
    occurrences: record.occurrences,
  }));
}

function conditionsOf(selection: AuditSelection): Fragment[] {
  const { start, end, userId, action, resourceType, resourceId, status, requestId, beforeId } = selection;
  return [
    ...(start === null ? [] : [sql`"timestamp" >= ${new Date(start)}`]),
    ...(end === null ? [] : [sql`"timestamp" < ${new Date(end)}`]),
    ...(beforeId === null ? [] : [sql`id < ${beforeId}`]),
    ...isValue("user_id", userId),
    ...isValue("action", action),
    ...isValue("resource_type", resourceType),
    ...isValue("resource_id", resourceId),
    ...isValue("status", status),
    ...isValue("request_id", requestId),
    sql`true`,
  ];
}

function isValue(column: string, wanted: string | undefined): Fragment[] {
  return wanted === undefined ? [] : [sql`${sql.ref(column)} = ${wanted}`];
}

/**
 * Seconds since the oldest record was written that waits to be sealed; 0 where none waits. All that was written by
 * transactions below `sealedBelow` has been sealed; null looks at everything.
 */
export async function readOldestUnsealed(client: pg.ClientBase, sealedBelow: string | null): Promise<number> {
  const { rows } = await client.query<{ seconds: number }>(
    `select coalesce(greatest(0, extract(epoch from clock_timestamp() - min(log."timestamp"))), 0)::float8 as seconds
     from audit_logs log
     where ($1::text is null or log.written_by >= $1::text::xid8)
       and not exists (select from audit_seal seal where seal.audit_id = log.id)`,
    [sealedBelow],
  );
  return rows[0]?.seconds ?? 0;
}
