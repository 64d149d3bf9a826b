import type pg from "pg";

/** The roles that migrations make, and what the server takes each for. */
export const SERVICE_ROLES = [
  "kubecent_owner",
  "kubecent_app",
  "kubecent_audit",
  "kubecent_sealer",
  "kubecent_scoped",
] as const;

/** A role as the database has it. */
export interface RoleFacts {
  readonly name: string;
  /** Superuser, or one that row security does not bind. */
  readonly isAboveRules: boolean;
  /** Whether the login may take it for a transaction. */
  readonly canBeTaken: boolean;
}

/** What somebody may do who may not, or may not do who should. */
export interface RightFact {
  readonly role: string;
  readonly right: string;
  readonly table: string;
  readonly isGranted: boolean;
}

/** The roles that are there; one that is missing is not among them. The login comes first. */
export async function readRoles(client: pg.ClientBase): Promise<RoleFacts[]> {
  const { rows } = await client.query<RoleFacts>(
    `select rolname::text as name, rolsuper or rolbypassrls as "isAboveRules",
       pg_has_role(current_user, oid, case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end)
         as "canBeTaken"
     from pg_roles where rolname = current_user or rolname = any($1) order by rolname <> current_user, rolname`,
    [SERVICE_ROLES],
  );
  return rows;
}

/** Rights of roles on tables, or (TEMPORARY) on the database, as they are asked for. A table that is not there has none. */
export async function readRights(
  client: pg.ClientBase,
  rights: readonly Omit<RightFact, "isGranted">[],
): Promise<RightFact[]> {
  const { rows } = await client.query<RightFact>(
    `select role, "right", "table",
       coalesce(case when "right" = 'TEMPORARY' then has_database_privilege(role, current_database(), 'TEMPORARY')
         when "right" = 'INSERT' then has_any_column_privilege(role, to_regclass('public.' || "table"), 'INSERT')
         else has_table_privilege(role, to_regclass('public.' || "table"), "right") end, false) as "isGranted"
     from jsonb_to_recordset($1::jsonb) as wanted(role text, "right" text, "table" text)
     where exists (select from pg_roles where rolname = role)`,
    [JSON.stringify(rights)],
  );
  return rows;
}
