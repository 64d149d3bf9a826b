import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { processOf } from "./bundled-process.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const START_WITHIN_MS = 180_000;
const LAUNCHER = "scripts/node26.mjs";

/** Processes of all tests keep here what they have compiled: to compile a server is half of its start. */
export const COMPILE_CACHE = path.join(tmpdir(), "kubecent-test-compiled");

/** A server started as a user starts it: `npm start`, without npm in between. */
export interface ServerProcess {
  readonly url: string;
  readonly token: string;
  /** Sends a signal to the whole process group, as a terminal does, and waits for the end. */
  end(signal: NodeJS.Signals): Promise<EndedProcess>;
  output(): string;
}

export interface EndedProcess {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder for KUBECENT_DATA that PostgreSQL's own user can reach. */
export function createDataFolder(): { readonly folder: string; remove(): void } {
  const parent = mkdtempSync(path.join(tmpdir(), "kubecent-e2e-"));
  chmodSync(parent, 0o755);
  return {
    folder: path.join(parent, "data"),
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

type Variables = Readonly<Record<string, string>>;

/** Starts the server and waits until it has printed its first words. */
export async function startServerProcess(dataFolder: string, env: Variables = {}): Promise<ServerProcess> {
  const running = launch([LAUNCHER, "scripts/start.ts"], { PORT: "0", KUBECENT_DATA: dataFolder, ...env });
  const banner = await running.untilStdout(/Bearer (kc_\S+)" "(http:\/\/localhost:\d+)\//);
  const [, token = "", url = ""] = banner;
  return { url, token, end: running.end, output: running.output };
}

/** Runs the server, or an admin command, until it ends by itself. */
export async function runToEnd(
  script: "scripts/start.ts" | "scripts/admin.ts",
  args: readonly string[],
  env: Variables,
): Promise<EndedProcess> {
  return launch([LAUNCHER, script, ...args], env).ended;
}

/** Starts the service where it is to end by itself, as `npm start` does, from the files that were bundled for this run. */
export async function runServiceToEnd(env: Variables): Promise<EndedProcess> {
  return launch(processOf("main"), { ENVIRONMENT: "development", ...env }).ended;
}

/** Runs an operator's command until it ends, as `npm run admin` does, from the files that were bundled for this run. */
export async function runAdminToEnd(args: readonly string[], env: Variables): Promise<EndedProcess> {
  return launch([...processOf("admin"), ...args], { ENVIRONMENT: "development", ...env }).ended;
}

interface Launched {
  readonly ended: Promise<EndedProcess>;
  readonly end: (signal: NodeJS.Signals) => Promise<EndedProcess>;
  readonly output: () => string;
  readonly untilStdout: (pattern: RegExp) => Promise<RegExpExecArray>;
}

function launch(args: readonly string[], env: Variables): Launched {
  const child = spawn(process.execPath, args, {
    cwd: REPOSITORY,
    env: { PATH: process.env["PATH"] ?? "", HOME: tmpdir(), NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that a signal can be sent to all of it, as Ctrl-C does.
    detached: true,
  });
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const ended = once(child, "close").then(() => ({ code: child.exitCode, ...texts }));
  return {
    ended,
    end: (signal) => {
      signalGroup(child, signal);
      return ended;
    },
    output: () => texts.stdout + texts.stderr,
    untilStdout: (pattern) => untilMatch(child, pattern, () => texts),
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
}

function untilMatch(
  child: ChildProcess,
  pattern: RegExp,
  texts: () => { stdout: string; stderr: string },
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      signalGroup(child, "SIGKILL");
      reject(new Error(`${why}:\n${texts().stdout}${texts().stderr}`));
    };
    const timer = setTimeout(() => fail(`The server did not print ${pattern} in time`), START_WITHIN_MS);
    const look = (): void => {
      const match = pattern.exec(texts().stdout);
      if (!match) return;
      clearTimeout(timer);
      resolve(match);
    };
    child.stdout?.on("data", look);
    child.once("exit", () => fail("The server ended"));
  });
}
