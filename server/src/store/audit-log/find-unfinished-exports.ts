import type pg from "pg";
import { type Fragment, run, sql } from "../connection/sql.ts";
import type { AuditRecord } from "./audit-record.ts";

/** Longer than any export takes, the writing of its outcome included. */
const SURELY_OVER = sql`clock_timestamp() - interval '30 minutes'`;
/** Older ones have been looked for before, unless nobody has run for as long. */
const LOOKED_FOR = sql`clock_timestamp() - interval '7 days'`;
const MOST_AT_ONCE = 500;

interface UnfinishedRecord {
  user_id: string;
  user_name: string;
  resource_id: string;
  details: Record<string, unknown> | null;
  request_id: string | null;
  client_address: string | null;
  token_id: string | null;
}

/** Exports that have begun and of which nobody has said how they ended, as the process did that was to say it. */
export async function findUnfinishedExports(
  client: pg.ClientBase,
): Promise<Omit<AuditRecord, "writer" | "action" | "status">[]> {
  const records = await run<UnfinishedRecord>(client, unfinished());
  return records.map((record) => ({
    userId: record.user_id,
    userName: record.user_name,
    resourceType: "EXPORT",
    resourceId: record.resource_id,
    details: record.details ?? {},
    ...(record.request_id !== null && { requestId: record.request_id }),
    ...(record.client_address !== null && { clientAddress: record.client_address }),
    ...(record.token_id !== null && { tokenId: record.token_id }),
  }));
}

function unfinished(): Fragment {
  return sql`select user_id, user_name, resource_id, details, request_id, client_address, token_id
    from audit_logs begun
    where action = 'EXPORT_CREATED' and status = 'SUCCESS'
      and "timestamp" < ${SURELY_OVER} and "timestamp" > ${LOOKED_FOR}
      and not exists (
        select from audit_logs ended
        where ended.action = 'EXPORT_FINISHED' and ended.resource_id = begun.resource_id
          and ended.request_id is not distinct from begun.request_id and ended."timestamp" > ${LOOKED_FOR}
      )
    order by id limit ${MOST_AT_ONCE}`;
}
