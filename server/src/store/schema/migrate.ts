import { readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import { Client } from "pg";
import type pg from "pg";
import { ensureCitusRoles, isSpread } from "./citus-roles.ts";
import { distributeNewTables } from "./distribute-tables.ts";
import { sendOneByOne } from "./single-statements.ts";

const MIGRATIONS_FOLDER = fileURLToPath(new URL("../../../../migrations", import.meta.url));

/** Any number, as long as it stays the same: replicas that start together take this lock in turn. */
const MIGRATION_LOCK = 7_233_405_104;

/** How long a replica waits for one that migrates: making an index of years of rows takes minutes. */
const PATIENCE_MS = 600_000;
const ASK_AGAIN_MS = 200;
/**
 * How long a migration waits for a lock on a table: less than the second after which PostgreSQL looks for deadlocks, and may
 * end a question of the version that still runs. The migration gives way, and begins again.
 */
const LOCK_TIMEOUT_MS = 500;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Brings the database to the newest schema and returns the names of the migrations that it ran. Needs a direct
 * connection (not through pgbouncer in transaction mode): the lock belongs to its session. Throws where somebody
 * else has held it for too long.
 */
export async function migrate(databaseUrl: string, patienceMs: number = PATIENCE_MS): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  client.on("error", () => {
    // A connection that breaks also fails the query under way, which is where it is reported.
  });
  await client.connect();
  try {
    await takeLock(client, patienceMs);
    await client.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}`);
    const spread = await isSpread(client);
    if (spread) await prepareSpread(client, await isUpToDate(client));
    const applied = await runMissing(client, patienceMs);
    if (spread) await distributeNewTables(client);
    await client.query("set lock_timeout to default");
    await client.query("grant select on schema_migration to kubecent_app");
    // The session's end would do, if it were the session's: a pooler keeps it, and the lock with it.
    await client.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    return (await knownMigrations()).filter((name) => !applied.has(name));
  } finally {
    await client.end();
  }
}

async function isUpToDate(client: Client): Promise<boolean> {
  const { names } = await readAppliedMigrations(client);
  return (await knownMigrations()).every((name) => names?.includes(name));
}

/**
 * Several servers at once would want what a migration changes in several orders. Where there is none to run, a server that is
 * away keeps nobody from starting.
 */
async function prepareSpread(client: Client, mayBeAway: boolean): Promise<void> {
  await ensureCitusRoles(client, { mayBeAway });
  await client.query("set citus.multi_shard_modify_mode = 'sequential'");
  sendOneByOne(client);
}

/**
 * Runs what is missing, each in a transaction of its own: those that are done stay done when a later one gives way.
 * Returns the names of those that were there before.
 */
async function runMissing(client: Client, patienceMs: number): Promise<ReadonlySet<string>> {
  const giveUpAt = performance.now() + patienceMs;
  let applied: ReadonlySet<string> | null = null;
  for (;;) {
    try {
      applied ??= new Set((await readAppliedMigrations(client)).names);
      await runner({ ...RUNNER, dbClient: client });
      return applied;
    } catch (error) {
      const gaveWay = error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE;
      if (!gaveWay || performance.now() > giveUpAt) throw error;
      await sleep(ASK_AGAIN_MS);
    }
  }
}

const RUNNER = {
  dir: MIGRATIONS_FOLDER,
  direction: "up",
  migrationsTable: "schema_migration",
  noLock: true,
  singleTransaction: false,
  log: () => undefined,
} as const;

/** The names of the migrations that this program knows, in their order. */
export async function knownMigrations(): Promise<string[]> {
  const files = await readdir(MIGRATIONS_FOLDER);
  return files
    .filter((file) => file.endsWith(".sql"))
    .map((file) => file.slice(0, -".sql".length))
    .toSorted();
}

/** By trying again, for a statement that waits cannot say what it waits for. */
async function takeLock(client: Client, patienceMs: number): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [
      MIGRATION_LOCK,
    ]);
    if (rows[0]?.taken) return;
    if (performance.now() > giveUpAt) throw new Error(heldText(patienceMs));
    await sleep(ASK_AGAIN_MS);
  }
}

function heldText(patienceMs: number): string {
  return (
    `Somebody else has been migrating this database for ${Math.round(patienceMs / 1_000)} s, and has not finished. ` +
    "If DATABASE_URL leads through a pooler such as pgbouncer, which keeps such locks, let DATABASE_DIRECT_URL lead past it."
  );
}

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
