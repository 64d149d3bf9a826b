import { type Binding, CostError, type Role, ScopeSchema, type SubjectKind } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import { originName } from "../audit-log/audit-record.ts";
import { inTransaction } from "../connection/transaction.ts";

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
export async function createBinding(
  client: pg.PoolClient,
  binding: Binding,
  origin: AuditOrigin,
): Promise<StoredBinding> {
  const { subjectKind, subject, role, scope } = binding;
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
}

/** Deletes a binding, with its audit record. Throws NOT_FOUND where there is none of this number. */
export async function deleteBinding(
  client: pg.PoolClient,
  bindingId: bigint,
  origin: AuditOrigin,
): Promise<StoredBinding> {
  const { rows } = await client.query<BindingRecord>(
    `delete from access_binding where binding_id = $1 returning ${COLUMNS}`,
    [bindingId],
  );
  const [row] = rows;
  if (!row) throw new CostError("NOT_FOUND", `There is no binding ${bindingId}.`);
  return noteDeleted(client, row, origin);
}

/** Ends all bindings that go by a token's name, each with its audit record. */
export async function endTokenBindings(
  client: pg.PoolClient,
  name: string,
  origin: AuditOrigin,
): Promise<StoredBinding[]> {
  const { rows } = await client.query<BindingRecord>(
    `delete from access_binding where subject_kind = 'token' and subject = $1 returning ${COLUMNS}`,
    [name],
  );
  const ended: StoredBinding[] = [];
  for (const row of rows) ended.push(await noteDeleted(client, row, origin));
  return ended;
}

/** The bindings that go by a token's name, oldest first. */
export async function tokenBindings(client: pg.PoolClient, name: string): Promise<StoredBinding[]> {
  const { rows } = await client.query<BindingRecord>(
    `select ${COLUMNS} from access_binding where subject_kind = 'token' and subject = $1 order by binding_id`,
    [name],
  );
  return rows.map(bindingOf);
}

async function noteDeleted(
  client: pg.PoolClient,
  row: BindingRecord,
  origin: AuditOrigin,
): Promise<StoredBinding> {
  const { subject_kind: subjectKind, subject, role, scope } = row;
  await insertAudit(client, {
    ...bindingAudit("BINDING_DELETED", row.binding_id),
    ...origin,
    details: { subjectKind, subject, role, scope },
    status: "SUCCESS",
  });
  return bindingOf(row);
}

/** The bindings there are, newest first. */
export function listBindings(database: Database): Promise<StoredBinding[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<BindingRecord>(
      `select ${COLUMNS} from access_binding order by binding_id desc`,
    );
    return rows.map(bindingOf);
  });
}

/** A binding that holds now; one of a token is about the token that has the name now, and no later one. */
export interface BindingInForce extends Binding {
  readonly tokenId: bigint | null;
}

/**
 * The bindings that somebody has something by. Names and tokens are read in one moment: a list that is a few seconds old
 * must not give the bindings of a revoked token to the next one of its name.
 */
export function readBindingsInForce(database: Database): Promise<BindingInForce[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<BindingRecord & { token_id: bigint | null }>(
      `select binding.*, token.token_id from access_binding binding
       left join api_token token
         on binding.subject_kind = 'token' and token.name = binding.subject and token.revoked_at is null
       where binding.subject_kind <> 'token' or token.token_id is not null`,
    );
    return rows.map((row) => ({ ...bindingOf(row), tokenId: row.token_id }));
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
