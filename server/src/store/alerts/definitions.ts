import { randomUUID } from "node:crypto";
import { CostError, type Scope, ScopeSchema } from "@kubecent/shared";
import type pg from "pg";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import { originName } from "../audit-log/audit-record.ts";
import type { StoredMaker } from "../budgets/stored-budgets.ts";

export type DefinitionKind = "rule" | "route" | "silence";

/** A rule, a route or a silence as it is stored; what it says is read by whoever asks. */
export interface StoredDefinition {
  readonly definitionId: string;
  readonly kind: DefinitionKind;
  readonly name: string;
  readonly scope: Scope;
  readonly content: unknown;
  readonly revision: number;
  /** Whose rights its news is sent with. */
  readonly maker: StoredMaker | null;
  readonly mutedAt: Date | null;
  /** Until when the numbers of a rule's last look were known. */
  readonly lookedAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly changedAt: Date;
}

/** A definition as somebody wants it. */
export type WantedDefinition = Pick<StoredDefinition, "kind" | "name" | "scope" | "content" | "maker">;

interface DefinitionRecord {
  definition_id: string;
  kind: DefinitionKind;
  name: string;
  scope: unknown;
  content: unknown;
  revision: number;
  maker: StoredMaker | null;
  muted_at: Date | null;
  looked_at: Date | null;
  created_at: Date;
  created_by: string;
  changed_at: Date;
}

const COLUMNS = `definition_id, kind, name, scope, content, revision, maker, muted_at, looked_at, created_at,
  created_by, changed_at`;
/** Definitions of a kind that there may be: each rule is looked at after each hour. */
const MOST = 1_000;

/** Makes a definition, or changes the one of its kind, name and scope. One that says the same already stays as it is. */
export async function setDefinition(
  client: pg.PoolClient,
  wanted: WantedDefinition,
  origin: AuditOrigin,
): Promise<StoredDefinition> {
  const { kind, name, scope, content, maker } = wanted;
  const values = [kind, JSON.stringify(scope), name, JSON.stringify(content)];
  const { rows: known } = await client.query<DefinitionRecord & { is_same: boolean }>(
    `select ${COLUMNS}, content = $4::jsonb as is_same from alert_definition
     where kind = $1 and scope = $2::jsonb and name = $3 for update`,
    values,
  );
  const [old] = known;
  if (old?.is_same) return definitionOf(old);
  const { rows } = old
    ? await client.query<DefinitionRecord>(
        `update alert_definition set content = $4, maker = $5, muted_at = null, looked_at = null,
           revision = revision + 1, changed_at = clock_timestamp()
         where kind = $1 and scope = $2::jsonb and name = $3 returning ${COLUMNS}`,
        [...values, maker],
      )
    : await client.query<DefinitionRecord>(
        `insert into alert_definition (kind, scope, name, content, maker, definition_id, created_by)
         select $1, $2::jsonb, $3, $4::jsonb, $5::jsonb, $6, $7
         where (select count(*) from alert_definition where kind = $1) < ${MOST} returning ${COLUMNS}`,
        [...values, maker, randomUUID(), originName(origin)],
      );
  const [row] = rows;
  if (!row) throw new CostError("CONFLICT", `There are ${MOST} ${kind}s already. Delete some first.`);
  return noteDefinition(client, row, { action: old ? "CHANGED" : "CREATED", origin });
}

/** Deletes a definition and what is known of it, with an audit record. */
export async function deleteDefinition(
  client: pg.PoolClient,
  definitionId: string,
  origin: AuditOrigin,
): Promise<StoredDefinition> {
  const { rows } = await client.query<DefinitionRecord>(
    `delete from alert_definition where definition_id = $1 returning ${COLUMNS}`,
    [definitionId],
  );
  const [row] = rows;
  if (!row) throw new Error("The statement returned no row");
  return noteDefinition(client, row, { action: "DELETED", origin });
}

/** All definitions of a kind, by name. */
export async function listDefinitions(
  client: pg.ClientBase,
  kind: DefinitionKind,
): Promise<StoredDefinition[]> {
  const { rows } = await client.query<DefinitionRecord>(
    `select ${COLUMNS} from alert_definition where kind = $1 order by name, definition_id`,
    [kind],
  );
  return rows.map(definitionOf);
}

/** A definition of a kind, locked for the transaction; null where there is none. */
export async function lockDefinition(
  client: pg.ClientBase,
  kind: DefinitionKind,
  definitionId: string,
): Promise<StoredDefinition | null> {
  const { rows } = await client.query<DefinitionRecord>(
    `select ${COLUMNS} from alert_definition where kind = $1 and definition_id = $2 for update`,
    [kind, definitionId],
  );
  const [row] = rows;
  return row ? definitionOf(row) : null;
}

/** Notes until when a rule's numbers were known, unless it was changed meanwhile; false where it was. */
export async function noteLooked(
  client: pg.ClientBase,
  { definitionId, revision }: Pick<StoredDefinition, "definitionId" | "revision">,
  asOf: Date | null,
): Promise<boolean> {
  const { rowCount } = await client.query(
    "update alert_definition set looked_at = $3 where definition_id = $1 and revision = $2",
    [definitionId, revision, asOf],
  );
  return rowCount === 1;
}

/** Notes since when nothing is sent for a rule, or that it is sent again. */
export async function muteRule(
  client: pg.PoolClient,
  rule: StoredDefinition,
  { isMuted, origin }: { readonly isMuted: boolean; readonly origin: AuditOrigin },
): Promise<void> {
  await client.query(
    "update alert_definition set muted_at = case when $2 then clock_timestamp() end where definition_id = $1",
    [rule.definitionId, isMuted],
  );
  const { name, scope, maker, definitionId: resourceId } = rule;
  const action = isMuted ? "ALERT_RULE_MUTED" : "ALERT_RULE_UNMUTED";
  const details = { name, scope, maker };
  await insertAudit(client, {
    ...origin,
    action,
    resourceType: "ALERT_RULE",
    resourceId,
    details,
    status: "SUCCESS",
  });
}

async function noteDefinition(
  client: pg.PoolClient,
  row: DefinitionRecord,
  { action, origin }: { readonly action: string; readonly origin: AuditOrigin },
): Promise<StoredDefinition> {
  const definition = definitionOf(row);
  const { kind, name, scope, revision, content } = definition;
  const resourceType = `ALERT_${kind.toUpperCase()}`;
  await insertAudit(client, {
    ...origin,
    action: `${resourceType}_${action}`,
    resourceType,
    resourceId: definition.definitionId,
    details: { name, scope, revision, content },
    status: "SUCCESS",
  });
  return definition;
}

function definitionOf(row: DefinitionRecord): StoredDefinition {
  return {
    definitionId: row.definition_id,
    kind: row.kind,
    name: row.name,
    scope: ScopeSchema.parse(row.scope),
    content: row.content,
    revision: row.revision,
    maker: row.maker,
    mutedAt: row.muted_at,
    lookedAt: row.looked_at,
    createdAt: row.created_at,
    createdBy: row.created_by,
    changedAt: row.changed_at,
  };
}

/** A text that changes whenever a definition was made, changed or deleted. */
export async function readDefinitionsMark(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ mark: string }>(
    `select count(*) || ' ' || coalesce(sum(revision), 0) || ' ' || coalesce(max(changed_at)::text, '') as mark
     from alert_definition`,
  );
  return rows[0]?.mark ?? "";
}
