import { type Binding, CostError, type Role, ScopeSchema, type SubjectKind } from "@kubecent/shared";
import type pg from "pg";
import { type AuditOrigin, insertAudit } from "./audit-logs.ts";
import { originName } from "./audit-record.ts";
import { inTransaction } from "./transaction.ts";

/** A binding with its number. */
export interface StoredBinding extends Binding {
  readonly bindingId: bigint;
  readonly createdAt: Date;
  readonly createdBy: string;
}

interface BindingRecord {
  binding_id: bigint;
  subject_kind: SubjectKind;
  subject: string;
  role: Role;
  scope: unknown;
  created_at: Date;
  created_by: string;
}

const COLUMNS = "binding_id, subject_kind, subject, role, scope, created_at, created_by";

/** Keeps a binding and its audit record, or neither. */
export function createBinding(pool: pg.Pool, binding: Binding, origin: AuditOrigin): Promise<StoredBinding> {
  const { subjectKind, subject, role, scope } = binding;
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<BindingRecord>(
      `insert into access_binding (subject_kind, subject, role, scope, created_by)
       values ($1, $2, $3, $4, $5) returning ${COLUMNS}`,
      [subjectKind, subject, role, scope, originName(origin)],
    );
    const [row] = rows;
    if (!row) throw new Error("The statement returned no row");
    await insertAudit(client, {
      ...bindingAudit("BINDING_CREATED", row.binding_id),
      ...origin,
      details: { subjectKind, subject, role, scope },
      status: "SUCCESS",
    });
    return bindingOf(row);
  });
}

/** Deletes a binding, with its audit record. Throws NOT_FOUND where there is none of this number. */
export function deleteBinding(pool: pg.Pool, bindingId: bigint, origin: AuditOrigin): Promise<StoredBinding> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<BindingRecord>(
      `delete from access_binding where binding_id = $1 returning ${COLUMNS}`,
      [bindingId],
    );
    const [row] = rows;
    if (!row) throw new CostError("NOT_FOUND", `There is no binding ${bindingId}.`);
    const { subject_kind: subjectKind, subject, role, scope } = row;
    await insertAudit(client, {
      ...bindingAudit("BINDING_DELETED", bindingId),
      ...origin,
      details: { subjectKind, subject, role, scope },
      status: "SUCCESS",
    });
    return bindingOf(row);
  });
}

/** The bindings there are, newest first. */
export function listBindings(pool: pg.Pool): Promise<StoredBinding[]> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<BindingRecord>(
      `select ${COLUMNS} from access_binding order by binding_id desc`,
    );
    return rows.map(bindingOf);
  });
}

function bindingOf(record: BindingRecord): StoredBinding {
  return {
    bindingId: record.binding_id,
    subjectKind: record.subject_kind,
    subject: record.subject,
    role: record.role,
    scope: ScopeSchema.parse(record.scope),
    createdAt: record.created_at,
    createdBy: record.created_by,
  };
}

function bindingAudit(action: string, bindingId: bigint) {
  return { action, resourceType: "BINDING", resourceId: bindingId.toString() };
}
