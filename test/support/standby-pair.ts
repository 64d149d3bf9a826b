import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { accountFor } from "../../server/src/store/embedded/account.ts";
import { type Binaries, findBinaries } from "../../server/src/store/embedded/binaries.ts";
import { findFreePort } from "../../server/src/store/embedded/free-port.ts";
import { COMMAND_ENV, runCommand } from "../../server/src/store/embedded/run-command.ts";

type Account = Awaited<ReturnType<typeof accountFor>>;

/** A PostgreSQL and its streaming standby, both real. */
export interface StandbyPair {
  /** As a user who may make roles, and is no superuser. */
  readonly primaryUrl: string;
  readonly standbyUrl: string;
  /** Stops applying what the primary writes: a standby that lags. */
  pauseReplay(): Promise<void>;
  /** Goes on with it, where it was paused at all. */
  resumeReplay(): Promise<void>;
  stopStandby(): Promise<void>;
  startStandby(): Promise<void>;
  promoteStandby(): Promise<void>;
  /** For good: what the standby has not got by then is lost. */
  stopPrimary(): Promise<void>;
  close(): Promise<void>;
}

interface Server {
  readonly folder: string;
  readonly port: number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const SUPERUSER = "kubecent_super";
const SETTINGS = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
wal_level = replica
max_wal_senders = 4
hot_standby = on
fsync = off
shared_buffers = 32MB
max_connections = 60
`;

/** Makes a primary, copies it while it stands still, and starts the copy as its standby. */
export async function startStandbyPair(): Promise<StandbyPair> {
  const root = await mkdtemp(path.join(tmpdir(), "kubecent-standby-"));
  await chmod(root, 0o711);
  const account = await accountFor(undefined);
  const binaries = await findBinaries(account, [path.join(root, "shared")]);
  const home = path.join(root, "servers");
  await runCommand("mkdir", [home], {});
  if (account) await chown(home, account.uid, account.gid);
  const serverAt = (name: string, port: number): Server =>
    createServer({ folder: path.join(home, name), port, binaries, account });
  const primary = serverAt("primary", await findFreePort());
  const standby = serverAt("standby", await findFreePort());
  await initialise(primary, binaries, account);
  await primary.start();
  await runSql(urlOf(primary, SUPERUSER, "postgres"), [
    "create role kubecent login createrole createdb",
    "create database kubecent owner kubecent",
  ]);
  await primary.stop();
  await copyAsStandby(primary, standby, account);
  await Promise.all([primary.start(), standby.start()]);
  const onStandby = (statement: string): Promise<void> =>
    runSql(urlOf(standby, SUPERUSER, "postgres"), [statement]);
  return {
    primaryUrl: urlOf(primary, "kubecent", "kubecent"),
    standbyUrl: urlOf(standby, "kubecent", "kubecent"),
    pauseReplay: () => onStandby("select pg_wal_replay_pause()"),
    resumeReplay: () => onStandby("select pg_wal_replay_resume() where pg_is_in_recovery()"),
    stopStandby: () => standby.stop(),
    startStandby: () => standby.start(),
    promoteStandby: () => onStandby("select pg_promote()"),
    stopPrimary: () => primary.stop(),
    close: async () => {
      await Promise.all([primary.stop(), standby.stop()]);
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function initialise({ folder }: Server, { initdb }: Binaries, account: Account): Promise<void> {
  const args = [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
  ];
  const { exitCode, output } = await runCommand(initdb, [...args, "--no-instructions"], { account });
  if (exitCode !== 0) throw new Error(`initdb failed: ${output}`);
  await appendFile(path.join(folder, "postgresql.conf"), SETTINGS);
}

async function copyAsStandby(primary: Server, standby: Server, account: Account): Promise<void> {
  const { exitCode, output } = await runCommand("cp", ["-a", primary.folder, standby.folder], { account });
  if (exitCode !== 0) throw new Error(`The primary could not be copied: ${output}`);
  await writeFile(path.join(standby.folder, "standby.signal"), "");
  const conninfo = `host=127.0.0.1 port=${primary.port} user=${SUPERUSER}`;
  await appendFile(path.join(standby.folder, "postgresql.conf"), `primary_conninfo = '${conninfo}'\n`);
}

interface ServerPlace {
  readonly folder: string;
  readonly port: number;
  readonly binaries: Binaries;
  readonly account: Account;
}

function createServer({ folder, port, binaries, account }: ServerPlace): Server {
  let child: ChildProcess | undefined;
  const isRunning = (): boolean =>
    child !== undefined && child.exitCode === null && child.signalCode === null;
  const run = (): void => {
    const args = ["-D", folder, "-c", `port=${port}`];
    const options = { ...account, cwd: "/", env: COMMAND_ENV, stdio: "ignore" as const };
    child = spawn(binaries.postgres, args, options);
  };
  const server: Server = {
    folder,
    port,
    start: async () => {
      for (let attempt = 1; ; attempt++) {
        // It ends at once where a connection of somebody else has its port just now.
        if (!isRunning()) run();
        try {
          return await runSql(urlOf(server, SUPERUSER, "postgres"), ["select 1"]);
        } catch (error) {
          if (attempt === START_ATTEMPTS) throw error;
          await sleep(100);
        }
      }
    },
    stop: async () => {
      if (!child || !isRunning()) return;
      const ended = once(child, "exit");
      child.kill("SIGINT");
      await ended;
    },
  };
  return server;
}

const START_ATTEMPTS = 300;

function urlOf({ port }: Server, user: string, database: string): string {
  return `postgres://${user}@127.0.0.1:${port}/${database}`;
}

async function runSql(connectionString: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
