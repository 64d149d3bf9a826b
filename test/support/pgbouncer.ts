import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { findFreePort } from "../../server/src/store/embedded/free-port.ts";

/** A pgbouncer in transaction mode of a test's own, before a PostgreSQL. */
export interface Pgbouncer {
  /** The server's URL by way of the pooler; any database of the server may be named in it. */
  readonly url: string;
  close(): Promise<void>;
}

/** Whether this machine has a pgbouncer. */
export function hasPgbouncer(): boolean {
  try {
    execFileSync("pgbouncer", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Whether it keeps statements under names: from 1.21 on. */
export function keepsNames(): boolean {
  const [, major = "0", minor = "0"] =
    /(\d+)\.(\d+)/.exec(execFileSync("pgbouncer", ["--version"]).toString()) ?? [];
  return Number(major) > 1 || Number(minor) >= 21;
}

/** Connections to the server for each database: few, so that callers share them all the time. */
export const POOLED_CONNECTIONS = 6;

/** Nobody: pgbouncer refuses to run as root. */
const NOBODY = 65_534;

/**
 * Starts a pooler in transaction mode, set up as docs/scale.md says. Nothing is ignored or reset for us: a setting
 * that we would leave behind stays there for the next caller to find.
 */
export async function startPgbouncer(serverUrl: string): Promise<Pgbouncer> {
  const target = new URL(serverUrl);
  const port = await findFreePort();
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-pgbouncer-"));
  chmodSync(folder, 0o755);
  const users = path.join(folder, "users.txt");
  const password = decodeURIComponent(target.password);
  writeFileSync(users, `"${decodeURIComponent(target.username)}" "${password}"\n`);
  const settings = path.join(folder, "pgbouncer.ini");
  writeFileSync(
    settings,
    `[databases]
* = host=${target.hostname} port=${target.port || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = ${password === "" ? "trust" : "scram-sha-256"}
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${POOLED_CONNECTIONS}
max_client_conn = 1000
${keepsNames() ? "max_prepared_statements = 200" : ""}
`,
  );
  const running = await runPgbouncer(settings);
  const url = new URL(serverUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return {
    url: url.href,
    close: async () => {
      await running.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a pgbouncer with a file of settings, which it may read, until it is closed. */
export async function runPgbouncer(settings: string): Promise<{ close(): Promise<void> }> {
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn("pgbouncer", [settings], { stdio: ["ignore", "ignore", "pipe"], ...asNobody });
  const ended = once(child, "exit");
  await untilUp(child.stderr);
  return {
    close: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Waits for the line that says so; a pgbouncer that ends before it says why. */
async function untilUp(stderr: Readable): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface(stderr)) {
    said.push(line);
    if (line.includes("process up")) return void stderr.resume();
  }
  throw new Error(`pgbouncer did not start: ${said.join("\n")}`);
}
