import type pg from "pg";

/** What was done to the database. */
export interface AppliedMigrations {
  /** The names of the migrations in their order; null where there never was one. */
  readonly names: readonly string[] | null;
  /** Tables beside ours, where there never was a migration: it may be somebody else's database. */
  readonly strangeTables: readonly string[];
}

/** Reads which migrations were run, as whom ever the connection is. */
export async function readAppliedMigrations(client: pg.ClientBase): Promise<AppliedMigrations> {
  const { rows } = await client.query<{ has: boolean; tables: string[] }>(
    `select to_regclass('public.schema_migration') is not null as has,
       array(select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         order by 1 limit 5) as tables`,
  );
  const [row] = rows;
  if (!row?.has) return { names: null, strangeTables: row?.tables ?? [] };

  const applied = await client.query<{ name: string }>(
    "select name from public.schema_migration order by name",
  );
  return { names: applied.rows.map(({ name }) => name), strangeTables: [] };
}
