import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "../../server/src/store/embedded/free-port.ts";

/** A proxy of a test's own before a service. */
export interface Haproxy {
  readonly port: number;
  close(): Promise<void>;
}

/** Whether this machine has haproxy. */
export function hasHaproxy(): boolean {
  try {
    execFileSync("haproxy", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Starts a proxy as it comes out of the box, that keeps its connections to the one service and shares them. */
export function startHaproxy(servicePort: number): Promise<Haproxy> {
  return launch((port) => outOfTheBox(port, servicePort));
}

/** Starts a proxy as production has it before replicas: in turn, only to those that are ready, what may be repeated is. */
export function startBalancingHaproxy(replicaPorts: readonly number[]): Promise<Haproxy> {
  return launch((port) => balancing(port, replicaPorts));
}

async function launch(configure: (port: number) => string): Promise<Haproxy> {
  const port = await findFreePort();
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-haproxy-"));
  const file = path.join(folder, "haproxy.cfg");
  writeFileSync(file, configure(port));
  const child = spawn("haproxy", ["-f", file, "-db"], { stdio: "ignore" });
  const ended = once(child, "exit");
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`haproxy ended with ${child.exitCode}: look at ${file}`);
    await sleep(20);
  }
  return {
    port,
    close: async () => {
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function outOfTheBox(port: number, servicePort: number): string {
  return `defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
  http-reuse always
frontend in
  bind 127.0.0.1:${port}
  default_backend service
backend service
  server one 127.0.0.1:${servicePort}
`;
}

/** The proxy of docs/deployment.md. Only places and ports are those of the test, and it takes HTTP. */
function balancing(port: number, replicaPorts: readonly number[]): string {
  const servers = replicaPorts.map((replica, index) => `  server replica-${index} 127.0.0.1:${replica}\n`);
  const settings = pageHaproxy()
    .replace(/^ {2}bind .*$/m, `  bind 127.0.0.1:${port}`)
    .replaceAll(/^ {2}server .*\n/gm, "");
  return `${settings}${servers.join("")}`;
}

/** The settings of haproxy on docs/deployment.md, as they stand there. */
export function pageHaproxy(): string {
  const page = readFileSync(new URL("../../docs/deployment.md", import.meta.url), "utf8");
  const [, settings] = /```haproxy\n([\s\S]*?)```/.exec(page) ?? [];
  if (settings === undefined) throw new Error("docs/deployment.md has no settings of haproxy");
  return settings;
}

function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  }).then((isOpen) => {
    socket.destroy();
    return isOpen === true;
  });
}
