import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { processOf } from "../../support/bundled-process.ts";
import { COMPILE_CACHE } from "../../support/server-process.ts";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

const OUTPUT_KEPT = 100_000_000;

type Variables = Readonly<Record<string, string>>;

/** A server under test: one process, whose pid is the server's own. */
export interface ChaosServer {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
  readonly ended: Promise<number | null>;
  isAlive(): boolean;
  output(): string;
  /** Asks for a path below the server's address; answers of any status are answers. */
  ask(path: string): Promise<Response>;
  kill(signal: NodeJS.Signals): void;
  /** Ends it as Ctrl-C does, and waits for it. */
  stop(): Promise<number | null>;
}

/** A file that describes one invented cluster of some days, at prices of its own where some are given. */
export function demoCluster(folder: string, historyDays: number, prices: object | null = null): string {
  const file = path.join(folder, "clusters.json");
  if (prices) writeFileSync(path.join(folder, "prices.json"), JSON.stringify(prices));
  const cluster = { name: "default", demo: { historyDays }, ...(prices && { priceBookFile: "prices.json" }) };
  writeFileSync(file, JSON.stringify({ clusters: [cluster] }));
  return file;
}

/** Starts a server, of another tree of this project where one is named, and waits until it serves. It need not become ready. */
export async function startChaosServer(env: Variables, tree: string = REPOSITORY): Promise<ChaosServer> {
  // The server itself, not the launcher: signals are to reach the one process.
  const args = tree === REPOSITORY ? processOf("main") : ["server/src/main.ts"];
  const child = spawn(process.execPath, args, {
    cwd: tree,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: tmpdir(),
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ENVIRONMENT: "development",
      PORT: "0",
      RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collectOutput(child);
  const ended = once(child, "exit").then(() => child.exitCode);
  const [, token = "", url = ""] = await untilPrinted(
    child,
    output,
    /Bearer (kc_\S+)" "(http:\/\/localhost:\d+)\//,
  );
  return {
    pid: child.pid ?? 0,
    url,
    token,
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    output,
    ask: (place) =>
      fetch(`${url}${place}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(60_000),
      }),
    kill: (signal) => child.kill(signal),
    stop: () => {
      child.kill("SIGINT");
      return ended;
    },
  };
}

/** What a server prints. Of one that runs under load for an hour the newest is kept. */
function collectOutput(child: ChildProcess): () => string {
  let text = "";
  const take = (chunk: Buffer): void => {
    text += chunk.toString();
    if (text.length > OUTPUT_KEPT) text = text.slice(-OUTPUT_KEPT / 2);
  };
  child.stdout?.on("data", take);
  child.stderr?.on("data", take);
  return () => text;
}

async function untilPrinted(
  child: ChildProcess,
  output: () => string,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  const deadline = performance.now() + 180_000;
  for (;;) {
    const match = pattern.exec(output());
    if (match) return match;
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > deadline) {
      throw new Error(`The server did not print ${pattern}:\n${output()}`);
    }
    await sleep(20);
  }
}

/** The pid of the PostgreSQL in a data folder. */
export function postmasterPid(dataFolder: string): number {
  const [pid] = readFileSync(path.join(dataFolder, "postgres", "postmaster.pid"), "utf8").split("\n");
  return Number(pid);
}

/**
 * Waits until `isSo`, and returns how long that took. What takes long is asked about less and less often: to ask may
 * itself start processes, and hold up what it waits for.
 */
export async function until(what: string, isSo: () => Promise<boolean>, withinMs = 120_000): Promise<number> {
  const startedAt = performance.now();
  const passedMs = (): number => performance.now() - startedAt;
  while (!(await isSo().catch(() => false))) {
    if (passedMs() > withinMs) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await sleep(Math.min(Math.max(passedMs() / 10, 50), 500));
  }
  return Math.round(passedMs());
}
