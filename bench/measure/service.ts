import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
/** How Node is started by `npm start`: new objects in 12 MiB instead of 48, which saves as much memory as it sounds. */
export const SERVICE_NODE_OPTIONS = ["--max-semi-space-size=4"];
const START_WITHIN_MS = 120_000;
const ASK_AGAIN_MS = 10;

/** The service as a process of its own, as its users run it. */
export interface Service {
  readonly url: string;
  readonly token: string;
  /** From its launch until /readyz said yes. */
  readonly readyMs: number;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** What scripts/node26.mjs tells the C library, for the service as for this process. */
function mallocSettings(): Record<string, string> {
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith("MALLOC_"));
  return Object.fromEntries(settings.map(([name, value]) => [name, value ?? ""]));
}

export interface ServiceOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Options for Node itself. */
  readonly nodeOptions?: readonly string[];
}

/** Starts the service and waits until it is ready. Throws with what it said where it is not in time. */
export async function startService({ env, nodeOptions = [] }: ServiceOptions): Promise<Service> {
  // Its keys, and what it remembers of its database: never those of whoever runs `npm start` in the same checkout.
  const data = await mkdtemp(join(tmpdir(), "kubecent-bench-service-"));
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...SERVICE_NODE_OPTIONS, ...nodeOptions, "server/src/main.ts"], {
    cwd: REPOSITORY,
    env: {
      ...mallocSettings(),
      PATH: process.env["PATH"] ?? "",
      ENVIRONMENT: "development",
      PORT: "0",
      RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000",
      ENABLE_CACHE_WARMING: "false",
      LOG_LEVEL: "warning",
      KUBECENT_DATA: data,
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGINT");
      await once(child, "exit");
    }
    await rm(data, { recursive: true, force: true });
  };
  try {
    const { url, token } = await bannerOf(child);
    await untilReady(url, startedAt);
    return { url, token, readyMs: performance.now() - startedAt, process: child, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function bannerOf(child: ChildProcess): Promise<{ url: string; token: string }> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: string): void => reject(new Error(`${why}; it said: ${said}`));
    const timer = setTimeout(() => fail("The service was not up in time"), START_WITHIN_MS);
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const [, token, url] = /Bearer (kc_\S+)" "(http:\/\/localhost:\d+)\//.exec(said) ?? [];
      if (token === undefined || url === undefined) return;
      clearTimeout(timer);
      // By address: looking a name up is no part of what is measured.
      resolve({ token, url: url.replace("localhost", "127.0.0.1") });
    });
    child.once("exit", () => fail("The service ended"));
  });
}

async function untilReady(url: string, startedAt: number): Promise<void> {
  while (performance.now() - startedAt < START_WITHIN_MS) {
    const answer = await fetch(`${url}/readyz`);
    await answer.arrayBuffer();
    if (answer.ok) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  throw new Error("The service was up and not ready in time");
}
