import type pg from "pg";

/** The oldest Citus whose reference tables may number their rows with an integer, as `cluster` does. */
const OLDEST = 12;

/** Where Citus keeps a table; a table that it does not know is not there. */
export interface CitusTable {
  readonly name: string;
  readonly kind: "distributed" | "reference" | "local";
  readonly distributedBy: string | null;
}

/** What keeps this database from being distributed at all, as a line for people; null where nothing does. */
export async function citusFault(client: pg.ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ database: string; version: string; citus: boolean }>(
    `select current_database() as database, current_setting('server_version') as version,
       to_regproc('citus_version') is not null and to_regproc('create_distributed_table') is not null as citus`,
  );
  const [server] = rows;
  if (!server?.citus) {
    return (
      `Found PostgreSQL ${server?.version} without the Citus extension in the database ${server?.database}, wanted ` +
      `Citus ${OLDEST} or later. Install it on every server, add citus to shared_preload_libraries, run ` +
      "`create extension citus` in this database on each of them, and add the workers with citus_add_node."
    );
  }
  return versionFault(await readVersion(client)) ?? (await placeFault(client));
}

async function placeFault(client: pg.ClientBase): Promise<string | null> {
  const { rowCount } = await client.query("select from pg_dist_node where shouldhaveshards");
  return (rowCount ?? 0) > 0
    ? null
    : "Found no server that keeps rows, wanted one at least. Add workers on the coordinator: select citus_add_node('HOST', PORT).";
}

async function readVersion(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ version: string }>("select citus_version() as version");
  return rows[0]?.version ?? "";
}

function versionFault(version: string): string | null {
  const major = Number(/^Citus (\d+)\./.exec(version)?.[1] ?? 0);
  return major >= OLDEST
    ? null
    : `Found ${version}, wanted Citus ${OLDEST} or later. Upgrade the extension first.`;
}

/** The tables that Citus knows. Not by its view of them, which asks every server for their sizes and leaves out what it cannot tell. */
export async function readCitusTables(client: pg.ClientBase): Promise<Map<string, CitusTable>> {
  const { rows } = await client.query<CitusTable>(
    `select logicalrelid::regclass::text as name, column_to_column_name(logicalrelid, partkey) as "distributedBy",
       case when partkey is not null then 'distributed' when repmodel = 't' then 'reference' else 'local' end as kind
     from pg_dist_partition`,
  );
  return new Map(rows.map((table) => [table.name, table]));
}
