import type { AuditRow, Instant } from "@kubecent/shared";
import type pg from "pg";
import { run, sql } from "./sql.ts";
import { asRole } from "./transaction.ts";

/** Who did what, to what, and how it ended. */
export interface AuditRecord {
  readonly userId: string;
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly details?: Record<string, unknown>;
  readonly status: "SUCCESS" | "FAILED";
  readonly result?: Record<string, unknown>;
  readonly requestId?: string;
}

/** Adds a record in the transaction of the change that it speaks of: no record, no change. */
export async function insertAudit(client: pg.PoolClient, record: AuditRecord): Promise<void> {
  await asRole(client, "kubecent_audit", async () => {
    await client.query(
      `insert into audit_logs (user_id, action, resource_type, resource_id, details, status, result, request_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        record.userId,
        record.action,
        record.resourceType,
        record.resourceId,
        record.details ?? null,
        record.status,
        record.result ?? null,
        record.requestId ?? null,
      ],
    );
  });
}

/** Which records are asked for; newest first. */
export interface AuditSelection {
  readonly start: Instant | null;
  readonly end: Instant | null;
  readonly userId: string | undefined;
  readonly action: string | undefined;
  readonly status: string | undefined;
  readonly limit: number;
  /** Id of the last record of the page before. */
  readonly beforeId: bigint | null;
}

interface AuditLogRecord {
  id: bigint;
  timestamp: Date;
  user_id: string;
  action: string;
  resource_type: string;
  resource_id: string;
  details: Record<string, unknown> | null;
  status: AuditRow["status"];
  result: Record<string, unknown> | null;
  request_id: string | null;
}

/** Reads a page of audit records, one more than the limit where there are more. */
export async function readAuditPage(client: pg.ClientBase, selection: AuditSelection): Promise<AuditRow[]> {
  const conditions = [
    ...(selection.start === null ? [] : [sql`"timestamp" >= ${new Date(selection.start)}`]),
    ...(selection.end === null ? [] : [sql`"timestamp" < ${new Date(selection.end)}`]),
    ...(selection.userId === undefined ? [] : [sql`user_id = ${selection.userId}`]),
    ...(selection.action === undefined ? [] : [sql`action = ${selection.action}`]),
    ...(selection.status === undefined ? [] : [sql`status = ${selection.status}`]),
    ...(selection.beforeId === null ? [] : [sql`id < ${selection.beforeId}`]),
    sql`true`,
  ];
  const records = await run<AuditLogRecord>(
    client,
    sql`select * from audit_logs where ${sql.join(conditions, sql` and `)} order by id desc limit ${selection.limit + 1}`,
  );
  return records.map((record) => ({
    id: record.id.toString(),
    timestamp: record.timestamp.toISOString(),
    userId: record.user_id,
    action: record.action,
    resourceType: record.resource_type,
    resourceId: record.resource_id,
    details: record.details,
    status: record.status,
    result: record.result,
    requestId: record.request_id,
  }));
}
