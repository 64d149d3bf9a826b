import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { readCredentials } from "../../server/src/store/embedded/database-credentials.ts";
import {
  type EmbeddedPostgres,
  openEmbeddedPostgres,
} from "../../server/src/store/embedded/embedded-postgres.ts";
import { stopPostmaster } from "../../server/src/store/embedded/postmaster-stop.ts";
import { hasLiveUser } from "../../server/src/store/embedded/users.ts";
import { makeTemplate } from "./template-database.ts";

const FOLDER_PREFIX = "kubecent-test-run-";

/** The PostgreSQL servers of a run of tests. */
export interface PostgresServers {
  readonly urls: readonly string[];
  close(): Promise<void>;
}

/** Starts servers that are alike, each with a template: the first is made, the others are copies of its files. */
export async function startPostgresServers(count: number, template: string): Promise<PostgresServers> {
  await sweepKilledRuns();
  const folder = await mkdtemp(join(tmpdir(), FOLDER_PREFIX));
  // As root the database belongs to another user, who must get in.
  await chmod(folder, 0o711);
  let servers = [await open(folder, 0)];
  await prepare(join(folder, "0"), servers[0]?.url ?? "");
  await makeTemplate(servers[0]?.url ?? "", template);
  if (count > 1) {
    await servers[0]?.close();
    const numbers = Array.from({ length: count }, (_, number) => number);
    await Promise.all(numbers.slice(1).map((number) => copyFirst(folder, number)));
    servers = await Promise.all(numbers.map((number) => open(folder, number)));
  }
  return {
    urls: servers.map(({ url }) => url),
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function open(folder: string, number: number): Promise<EmbeddedPostgres> {
  return openEmbeddedPostgres({
    dataFolder: join(folder, String(number)),
    sharedPlaces: [join(folder, "shared")],
  });
}

async function copyFirst(folder: string, number: number): Promise<void> {
  const copy = join(folder, String(number));
  await mkdir(copy, { mode: 0o711 });
  // Keeps the owners, which differ as root.
  await promisify(execFile)("cp", ["-a", `${join(folder, "0")}/.`, copy]);
}

async function prepare(dataFolder: string, url: string): Promise<void> {
  const credentials = await readCredentials(dataFolder, true);
  const port = Number(new URL(url).port);
  await runSql(credentials.url({ role: "kubecent_super", port }), [
    // To make a database per test file, and to drop it while a test still holds connections to it.
    "ALTER ROLE kubecent CREATEDB",
    "GRANT pg_signal_backend TO kubecent",
    // Nobody will want this database after the machine has crashed.
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET full_page_writes = off",
    // Databases of tests live for seconds: to look through all of them again and again finds nothing to do.
    "ALTER SYSTEM SET autovacuum = off",
    "SELECT pg_reload_conf()",
  ]);
}

/** Ends and removes what runs that were killed could not end: their only user is dead. */
async function sweepKilledRuns(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(FOLDER_PREFIX));
  for (const folder of names.map((name) => join(tmpdir(), name))) {
    const entries = await readdir(folder).catch(() => []);
    const dataFolders = entries.filter((name) => name !== "shared").map((name) => join(folder, name));
    const users = await Promise.all(dataFolders.map((each) => readdir(join(each, "users")).catch(() => [])));
    // No user at all: a run that is just starting or ending.
    if (users.flat().length === 0) continue;
    if ((await Promise.all(dataFolders.map((each) => hasLiveUser(each)))).includes(true)) continue;
    await Promise.all(dataFolders.map((each) => stopIn(each)));
    await rm(folder, { recursive: true, force: true });
  }
}

async function stopIn(dataFolder: string): Promise<void> {
  const database = await realpath(join(dataFolder, "postgres")).catch(() => undefined);
  if (database !== undefined) await stopPostmaster(database);
}

/** Runs statements as the user of a URL. */
export async function runSql(connectionString: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
