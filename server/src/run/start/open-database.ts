import { hostname } from "node:os";
import type pg from "pg";
import { openEmbeddedPostgres } from "../../store/embedded/embedded-postgres.ts";
import { migrate } from "../../store/schema/migrate.ts";
import { createDatabase, type Database, type ReadReplica } from "../../store/connection/database.ts";
import { keepsStatements } from "../../store/connection/kept-statements.ts";
import { createPool } from "../../store/connection/pool.ts";
import { VERSION } from "./version.ts";

/** Where the database is, and how it may be used. */
export interface DatabaseOptions {
  /** Null runs a PostgreSQL of our own in `dataFolder`. */
  readonly databaseUrl: string | null;
  /** For migrations, where `databaseUrl` leads through a pooler; null uses that. */
  readonly databaseDirectUrl: string | null;
  readonly dataFolder: string;
  readonly dbPoolMax: number;
  readonly dbConnectTimeoutMs: number;
  readonly dbQueryTimeoutMs: number;
  /** Told of each statement, where SQL is to be logged. */
  readonly onStatement?: ((text: string) => void) | undefined;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

/** A database at the newest schema, open for use. */
export interface OpenedDatabase {
  readonly primary: pg.Pool;
  /** The names of the migrations that were run when it was opened. */
  readonly migrations: readonly string[];
  /** Starts our own PostgreSQL again where it has ended by itself; null where the database is somebody else's. */
  readonly revive: (() => Promise<"alive" | "revived">) | null;
  /** Ends all connections, and stops our own PostgreSQL unless somebody else is using it. */
  close(): Promise<void>;
}

/** Opens the database: starts or joins our own where no other is configured, and migrates it. */
export async function openDatabase(options: DatabaseOptions): Promise<OpenedDatabase> {
  const { url, revive, close: stopServer } = await openServer(options);
  let migrations: readonly string[];
  try {
    migrations = await migrate(options.databaseDirectUrl ?? url);
  } catch (error) {
    await stopServer();
    throw error;
  }
  const primary = createPool({
    connectionString: url,
    dbPoolMax: options.dbPoolMax,
    dbConnectTimeoutMs: options.dbConnectTimeoutMs,
    dbQueryTimeoutMs: options.dbQueryTimeoutMs,
    onError: (error) => options.log("database_error", { error: error.message }),
    onStatement: options.onStatement,
  });
  options.log("database.initialized", { migrations, statements_kept: await areStatementsKept(primary) });
  return {
    primary,
    migrations,
    revive,
    close: async () => {
      await primary.end();
      await stopServer();
      options.log("database.closed", {});
    },
  };
}

/** Whether the pool's connections keep statements; null where there is no connection yet. */
async function areStatementsKept(pool: pg.Pool): Promise<boolean | null> {
  try {
    const client = await pool.connect();
    client.release();
    return keepsStatements(client);
  } catch {
    return null;
  }
}

/** The database as this process uses it: its audit records say which process wrote them. */
export function databaseOf(
  { primary }: Pick<OpenedDatabase, "primary">,
  replica: ReadReplica | null = null,
): Database {
  return createDatabase({ primary, replica, auditWriter: { replica: hostname(), serviceVersion: VERSION } });
}

type DatabaseServer = Pick<OpenedDatabase, "revive" | "close"> & { readonly url: string };

async function openServer(options: DatabaseOptions): Promise<DatabaseServer> {
  const { databaseUrl, dataFolder, log } = options;
  if (databaseUrl !== null) return { url: databaseUrl, revive: null, close: () => Promise.resolve() };

  const server = await openEmbeddedPostgres({ dataFolder, log });
  return { url: server.url, revive: () => server.revive(), close: () => server.close() };
}
