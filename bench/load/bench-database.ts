import type { Database } from "../../server/src/store/connection/database.ts";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { databaseOf, openDatabase } from "../../server/src/run/start/open-database.ts";

/** Loading a week takes longer than a question may. */
const STATEMENT_MS = 900_000;

/** A database of the benchmark's own. */
export interface BenchDatabase {
  readonly database: Database;
  readonly url: string;
  /** Where an embedded one lies, as the service's KUBECENT_DATA. */
  readonly dataFolder: string;
  /** The service's settings by which it opens this database by itself, once it is closed here. */
  readonly ownEnv: Readonly<Record<string, string>>;
  /** Stops an embedded one, so that the service can start it; once, however often it is called. */
  close(): Promise<void>;
  /** Removes what was made, unless it is to be kept. */
  remove(): Promise<void>;
}

interface Place {
  readonly databaseUrl: string | null;
  readonly dataFolder: string | null;
}

/** Opens an embedded database in a folder, or makes one on a server that is there. */
export async function openBenchDatabase({ databaseUrl, dataFolder }: Place): Promise<BenchDatabase> {
  const folder = dataFolder ?? (await mkdtemp(path.join(tmpdir(), "kubecent-bench-")));
  await mkdir(folder, { recursive: true });
  // As root the database belongs to another user, who must get in.
  await chmod(folder, 0o711);
  const own = databaseUrl === null ? null : await makeDatabase(databaseUrl);
  const data = path.join(folder, "data");
  const opened = await openDatabase({
    databaseUrl: own?.url ?? null,
    databaseDirectUrl: null,
    dataFolder: data,
    dbPoolMax: 10,
    dbConnectTimeoutMs: 5_000,
    dbQueryTimeoutMs: STATEMENT_MS,
    log: () => undefined,
  });
  const { connectionString: url } = opened.primary.options;
  if (url === undefined) throw new Error("The pool does not say where its database is");
  let closing: Promise<void> | undefined;
  return {
    database: databaseOf(opened),
    url,
    dataFolder: data,
    ownEnv: own ? { DATABASE_URL: own.url, KUBECENT_DATA: data } : { KUBECENT_DATA: data },
    close: () => (closing ??= opened.close()),
    remove: async () => {
      await own?.drop();
      if (dataFolder === null) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeDatabase(serverUrl: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `kubecent_bench_${randomBytes(4).toString("hex")}`;
  await onServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
