import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import { Client } from "pg";

const MIGRATIONS_FOLDER = fileURLToPath(new URL("../../../migrations", import.meta.url));

/** Any number, as long as it stays the same: replicas that start together take this lock in turn. */
const MIGRATION_LOCK = 7_233_405_104;

/**
 * Brings the database to the newest schema and returns the names of the migrations that it ran.
 * Needs a direct connection (not through pgbouncer in transaction mode): the lock belongs to its session.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  client.on("error", () => {
    // A connection that breaks also fails the query under way, which is where it is reported.
  });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const ran = await runner({
      dbClient: client,
      dir: MIGRATIONS_FOLDER,
      direction: "up",
      migrationsTable: "schema_migration",
      noLock: true,
      singleTransaction: false,
      log: () => undefined,
    });
    await client.query("grant select on schema_migration to kubecent_app");
    return ran.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}
