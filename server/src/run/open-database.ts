import type pg from "pg";
import { openEmbeddedPostgres } from "../store/embedded/embedded-postgres.ts";
import { migrate } from "../store/migrate.ts";
import { createPool } from "../store/pool.ts";

/** Where the database is, and how it may be used. */
export interface DatabaseOptions {
  /** Null runs a PostgreSQL of our own in `dataFolder`. */
  readonly url: string | null;
  /** For migrations, where `url` leads through a pooler; null uses `url`. */
  readonly directUrl: string | null;
  readonly dataFolder: string;
  readonly poolMax: number;
  readonly connectTimeoutMs: number;
  readonly queryTimeoutMs: number;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

/** A database at the newest schema, open for use. */
export interface OpenedDatabase {
  readonly pool: pg.Pool;
  /** Ends all connections, and stops our own PostgreSQL unless somebody else is using it. */
  close(): Promise<void>;
}

/** Opens the database: starts or joins our own where no other is configured, and migrates it. */
export async function openDatabase(options: DatabaseOptions): Promise<OpenedDatabase> {
  const { url, close: stopServer } = await openServer(options);
  try {
    const ran = await migrate(options.directUrl ?? url);
    options.log("database.initialized", { migrations: ran });
  } catch (error) {
    await stopServer();
    throw error;
  }
  const pool = createPool({
    connectionString: url,
    max: options.poolMax,
    connectTimeoutMs: options.connectTimeoutMs,
    queryTimeoutMs: options.queryTimeoutMs,
    onError: (error) => options.log("database_error", { error: error.message }),
  });
  return {
    pool,
    close: async () => {
      await pool.end();
      await stopServer();
      options.log("database.closed", {});
    },
  };
}

async function openServer(options: DatabaseOptions): Promise<{ url: string; close: () => Promise<void> }> {
  if (options.url !== null) return { url: options.url, close: () => Promise.resolve() };

  const { dataFolder, log } = options;
  const server = await openEmbeddedPostgres({ dataFolder, log });
  return { url: server.url, close: () => server.close() };
}
