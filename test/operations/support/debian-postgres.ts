import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { appendFile, chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { Binaries } from "../../../server/src/store/embedded/binaries.ts";
import { accountFor } from "../../../server/src/store/embedded/account.ts";
import { findFreePort } from "../../../server/src/store/embedded/free-port.ts";
import { COMMAND_ENV, runCommand } from "../../../server/src/store/embedded/run-command.ts";

const INSTALLED = "/usr/lib/postgresql";
const NEEDED = ["initdb", "postgres", "pg_dump", "pg_restore", "psql"];

/** A PostgreSQL with the programs that belong to it, as a distribution brings them. */
export interface DebianPostgres {
  /** Of an administrator who may make roles and databases and is no superuser, as on managed servers. */
  readonly adminUrl: string;
  /** The folder of `psql`, `pg_dump` and `pg_restore`. */
  readonly programs: string;
  urlOf(user: string, password: string, database: string): string;
  close(): Promise<void>;
}

/** The folder of the newest version that is whole and not too old; null where there is none. */
export function debianPrograms(): string | null {
  if (!existsSync(INSTALLED)) return null;
  const versions = readdirSync(INSTALLED)
    .filter((version) => Number(version) >= 15)
    .toSorted((a, b) => Number(b) - Number(a));
  const folders = versions.map((version) => path.join(INSTALLED, version, "bin"));
  return folders.find((folder) => NEEDED.every((name) => existsSync(path.join(folder, name)))) ?? null;
}

/** What a server is made and run with, where it is not the distribution's own. */
type ServerBinaries = Pick<Binaries, "initdb" | "postgres">;

/** Starts a server of its own in a temporary folder. */
export async function startDebianPostgres(
  programs: string,
  binaries: ServerBinaries = {
    initdb: path.join(programs, "initdb"),
    postgres: path.join(programs, "postgres"),
  },
): Promise<DebianPostgres> {
  const root = await mkdtemp(path.join(tmpdir(), "kubecent-debian-"));
  await chmod(root, 0o711);
  const home = path.join(root, "home");
  await mkdir(home);
  const account = await accountFor(undefined);
  if (account) await chown(home, account.uid, account.gid);
  const folder = path.join(home, "data");
  const port = await findFreePort();
  const args = [`--pgdata=${folder}`, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"];
  const made = await runCommand(binaries.initdb, args, { account });
  if (made.exitCode !== 0) throw new Error(`initdb failed: ${made.output}`);
  await appendFile(
    path.join(folder, "postgresql.conf"),
    `port = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n`,
  );
  const server = spawn(binaries.postgres, ["-D", folder], {
    ...account,
    cwd: "/",
    env: COMMAND_ENV,
    stdio: "ignore",
  });
  const urlOf = (user: string, password: string, database: string): string =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  await untilDone(urlOf("postgres", "", "postgres"), "create role admin login createrole createdb");
  return {
    adminUrl: urlOf("admin", "", "postgres"),
    programs,
    urlOf,
    close: () => end(server, root),
  };
}

async function end(server: ChildProcess, root: string): Promise<void> {
  const ended = once(server, "exit");
  server.kill("SIGINT");
  await ended;
  await rm(root, { recursive: true, force: true });
}

async function untilDone(url: string, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const client = new Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query(statement);
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(100);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
