import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "../../server/src/store/embedded/free-port.ts";

/** A proxy of a test's own before one service. */
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

/** Starts a proxy as it comes out of the box, that keeps its connections to the service and shares them. */
export async function startHaproxy(servicePort: number): Promise<Haproxy> {
  const port = await findFreePort();
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-haproxy-"));
  const file = path.join(folder, "haproxy.cfg");
  writeFileSync(file, configuration(port, servicePort));
  const child = spawn("haproxy", ["-f", file, "-db"], { stdio: "ignore" });
  const ended = once(child, "exit");
  while (!(await listens(port))) await sleep(20);
  return {
    port,
    close: async () => {
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(port: number, servicePort: number): string {
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
