import type pg from "pg";

// Citus sends statements to its other servers as the role that makes them, over connections of its own. So there the
// roles must exist before a migration speaks of them, and those that ask must be let in.

/** The roles that migrations speak of; those that ask other servers log in there. */
export const CITUS_ROLES = {
  asking: ["kubecent_owner", "kubecent_app", "kubecent_scoped"],
  others: ["kubecent_audit", "kubecent_sealer"],
} as const;

/** Whether this database is spread by Citus, or can be, over servers beside this one. */
export async function isSpread(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ citus: boolean }>(
    "select to_regclass('pg_catalog.pg_dist_node') is not null as citus",
  );
  if (!rows[0]?.citus) return false;

  const { rowCount } = await client.query(
    "select from pg_catalog.pg_dist_node where groupid <> 0 union all select from pg_catalog.pg_dist_partition limit 1",
  );
  return (rowCount ?? 0) > 0;
}

/**
 * Makes the roles on every server of Citus, lets in there those that ask, and lets the app's take the one of callers
 * that see a part: a connection that was opened as the app's is told to go on as that. Changes nothing where all is in
 * place; otherwise throws where the login may not change roles. A server that does not answer is left out where it `mayBeAway`,
 * and else throws too.
 */
export async function ensureCitusRoles(client: pg.ClientBase, { mayBeAway = false } = {}): Promise<void> {
  try {
    await client.query(rolesStatement(true));
  } catch (error) {
    throw new Error(refusal("this server", error), { cause: error });
  }
  const { rows } = await client.query<{ node: string; success: boolean; answers: boolean; result: string }>(
    `select nodename || ':' || nodeport as node, success, result,
       case when success then true else citus_check_connection_to_node(nodename, nodeport) end as answers
     from run_command_on_workers($1)`,
    [rolesStatement(false)],
  );
  const refused = rows.find(({ success, answers }) => !success && (answers || !mayBeAway));
  if (refused) throw new Error(refusal(refused.node, refused.result));
}

function refusal(server: string, reason: unknown): string {
  return (
    `The database's roles could not be made on ${server}, or not be let in there (${String(reason)}): nothing else was changed. ` +
    `Run as a superuser, on each server: ${rolesStatement(true)}`
  );
}

/** Every server is told by itself: one that joined later may lack what the others have. */
function rolesStatement(isPropagated: boolean): string {
  return `do $roles$ declare wanted text; begin
    ${isPropagated ? "" : "perform set_config('citus.enable_ddl_propagation', 'off', true);"}
    foreach wanted in array array['${[...CITUS_ROLES.asking, ...CITUS_ROLES.others].join("','")}'] loop
      if not exists (select from pg_roles where rolname = wanted) then execute format('create role %I nologin', wanted); end if;
    end loop;
    foreach wanted in array array['${CITUS_ROLES.asking.join("','")}'] loop
      if not (select rolcanlogin from pg_roles where rolname = wanted) then execute format('alter role %I login', wanted); end if;
    end loop;
    if (select rolinherit from pg_roles where rolname = 'kubecent_app') then alter role kubecent_app noinherit; end if;
    if not pg_has_role('kubecent_app', 'kubecent_scoped', 'member') then grant kubecent_scoped to kubecent_app; end if;
  end $roles$`;
}
