import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";
import { runPoolerUrl, runPostgresUrl } from "./run-postgres.ts";

/** A database with all migrations and no rows, for one test file. */
export interface TestDatabase {
  readonly url: string;
  /** The same past a pooler, where the run has one. */
  readonly directUrl: string;
  /** Removes it, cutting what connections it has left. */
  drop(): Promise<void>;
}

/** Makes a database out of the run's template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `kubecent_test_${randomBytes(6).toString("hex")}`;
  if (inject("postgresIsCitus")) return createDistributedDatabase(name);
  const template = inject("postgresTemplate");
  await withServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    url: urlOf(name, runPoolerUrl()),
    directUrl: urlOf(name),
    drop: () => withServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

async function createDistributedDatabase(name: string): Promise<TestDatabase> {
  const { createCitusDatabase, dropCitusDatabase } = await import("./citus-database.ts");
  const server = runPostgresUrl();
  await createCitusDatabase(server, name);
  return {
    url: urlOf(name, runPoolerUrl()),
    directUrl: urlOf(name),
    drop: () => dropCitusDatabase(server, name),
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
