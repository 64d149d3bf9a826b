import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

/** Any number, as long as it stays the same: test files that start together make the template in turn. */
const TEMPLATE_LOCK = 7_233_405_199;

/** A database with all migrations and no rows, for one test file. */
export interface TestDatabase {
  readonly url: string;
  /** The same past a pooler, where the run has one. */
  readonly directUrl: string;
  /** Removes it, cutting what connections it has left. */
  drop(): Promise<void>;
}

/** Makes a database out of the run's template, which the first caller of a run makes. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `kubecent_test_${randomBytes(6).toString("hex")}`;
  if (inject("postgresIsCitus")) return createDistributedDatabase(name);
  const template = inject("postgresTemplate");
  await withServer(async (client) => {
    await makeTemplateOnce(client, template);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    url: urlOf(name, inject("poolerUrl")),
    directUrl: urlOf(name),
    drop: () => withServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

async function createDistributedDatabase(name: string): Promise<TestDatabase> {
  const { createCitusDatabase, dropCitusDatabase } = await import("./citus-database.ts");
  const server = inject("postgresUrl");
  await createCitusDatabase(server, name);
  return {
    url: urlOf(name, inject("poolerUrl")),
    directUrl: urlOf(name),
    drop: () => dropCitusDatabase(server, name),
  };
}

async function makeTemplateOnce(client: Client, template: string): Promise<void> {
  await client.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]);
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [template]);
    if (rowCount === 0) await makeTemplate(client, template);
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [TEMPLATE_LOCK]);
  }
}

async function makeTemplate(client: Client, template: string): Promise<void> {
  // It gets its name when it is complete: a migration that fails must not leave half a template.
  const draft = `${template}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft}`);
  const { migrate } = await import("../../server/src/store/schema/migrate.ts");
  await migrate(urlOf(draft));
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
}

async function withServer(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string, server: string = inject("postgresUrl")): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
