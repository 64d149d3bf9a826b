import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { isCitus } from "./citus-database.ts";
import { readCredentials } from "../../server/src/store/embedded/database-credentials.ts";
import { openEmbeddedPostgres } from "../../server/src/store/embedded/embedded-postgres.ts";
import { stopPostmaster } from "../../server/src/store/embedded/postmaster-stop.ts";
import { hasLiveUser } from "../../server/src/store/embedded/users.ts";

const FOLDER_PREFIX = "kubecent-test-run-";

declare module "vitest" {
  interface ProvidedContext {
    /** A PostgreSQL server for this run; its role may make databases and roles. */
    postgresUrl: string;
    /** The database that `createTestDatabase` makes on first use and copies from then on. */
    postgresTemplate: string;
    /** Whether that server is the coordinator of a Citus cluster: databases are then distributed ones. */
    postgresIsCitus: boolean;
  }
}

interface RunServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Gives a run of tests its PostgreSQL: the one of KUBECENT_TEST_DATABASE_URL, else an embedded one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env["KUBECENT_TEST_DATABASE_URL"];
  // A name for this run alone: on a server that outlives it, a template may be older than the migrations.
  const template = `kubecent_test_template_${randomBytes(4).toString("hex")}`;
  const server = external ? externalServer(external, template) : await embeddedServer();
  project.provide("postgresUrl", server.url);
  project.provide("postgresTemplate", template);
  project.provide("postgresIsCitus", external !== undefined && (await isCitus(server.url)));
  return () => server.close();
}

function externalServer(url: string, template: string): RunServer {
  return { url, close: () => runSql(url, [`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`]) };
}

async function embeddedServer(): Promise<RunServer> {
  await sweepKilledRuns();
  const folder = await mkdtemp(join(tmpdir(), FOLDER_PREFIX));
  // As root the database belongs to another user, who must get in.
  await chmod(folder, 0o711);
  const dataFolder = join(folder, "data");
  const postgres = await openEmbeddedPostgres({ dataFolder, sharedPlaces: [join(folder, "shared")] });
  const credentials = await readCredentials(dataFolder, true);
  await runSql(credentials.url({ role: "kubecent_super", port: Number(new URL(postgres.url).port) }), [
    // To make a database per test file, and to drop it while a test still holds connections to it.
    "ALTER ROLE kubecent CREATEDB",
    "GRANT pg_signal_backend TO kubecent",
    // Nobody will want this database after the machine has crashed.
    "ALTER SYSTEM SET fsync = off",
    "SELECT pg_reload_conf()",
  ]);
  return {
    url: postgres.url,
    close: async () => {
      await postgres.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ends and removes what runs that were killed could not end: their only user is dead. */
async function sweepKilledRuns(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(FOLDER_PREFIX));
  for (const folder of names.map((name) => join(tmpdir(), name))) {
    const dataFolder = join(folder, "data");
    const users = await readdir(join(dataFolder, "users")).catch(() => []);
    // No user at all: a run that is just starting or ending.
    if (users.length === 0 || (await hasLiveUser(dataFolder))) continue;
    await stopPostmaster(await realpath(join(dataFolder, "postgres")));
    await rm(folder, { recursive: true, force: true });
  }
}

async function runSql(connectionString: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
