import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";
import { runPoolerUrl, runPostgresUrl } from "./run-postgres.ts";
import {
  type AuditWriter,
  createDatabase,
  type Database,
} from "../../server/src/store/connection/database.ts";
import { createPool } from "../../server/src/store/connection/pool.ts";

/** The process that tests write audit records as. */
export const TEST_WRITER: AuditWriter = { replica: "test", serviceVersion: "0.0.0-test" };

/** Connects to a database, as a process of its own does. End it with `primary.end()`. */
export function openTestDatabase(connectionString: string, dbPoolMax = 4): Database {
  const primary = createPool({
    connectionString,
    dbPoolMax,
    dbConnectTimeoutMs: 60_000,
    dbQueryTimeoutMs: 120_000,
    onError: () => undefined,
  });
  return createDatabase({ primary, auditWriter: TEST_WRITER });
}

/** A database with all migrations and no rows, for one test file, and connections to it. */
export interface TestDatabase extends Database {
  readonly url: string;
  /** The same past a pooler, where the run has one. */
  readonly directUrl: string;
  /** Closes the connections and removes the database, cutting other connections that it still has. */
  drop(): Promise<void>;
}

/** Makes a database out of the run's template, which the first caller of a run makes. */
export async function createTestDatabase(dbPoolMax?: number): Promise<TestDatabase> {
  const made = await makeDatabase();
  const { url, directUrl } = made;
  const database = openTestDatabase(url, dbPoolMax);
  return {
    ...database,
    url,
    directUrl,
    drop: async () => {
      if (!database.primary.ended) await database.primary.end();
      await made.remove();
    },
  };
}

interface MadeDatabase extends Pick<TestDatabase, "url" | "directUrl"> {
  remove(): Promise<void>;
}

async function makeDatabase(): Promise<MadeDatabase> {
  const name = `kubecent_test_${randomBytes(6).toString("hex")}`;
  if (inject("postgresIsCitus")) return createDistributedDatabase(name);
  const template = inject("postgresTemplate");
  // To write each page of it to the log as well, which is PostgreSQL's own choice, takes three times as long.
  await withServer((client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`),
  );
  return {
    url: urlOf(name, runPoolerUrl()),
    directUrl: urlOf(name),
    remove: () => withServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

async function createDistributedDatabase(name: string): Promise<MadeDatabase> {
  const { createCitusDatabase, dropCitusDatabase } = await import("./citus-database.ts");
  const server = runPostgresUrl();
  await createCitusDatabase(server, name);
  return {
    url: urlOf(name, runPoolerUrl()),
    directUrl: urlOf(name),
    remove: () => dropCitusDatabase(server, name),
  };
}

async function withServer(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: runPostgresUrl() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string, server: string = runPostgresUrl()): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
