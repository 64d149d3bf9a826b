import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { formatInstant, HOUR_MS } from "@kubecent/shared";
import { asOwner, sickSettings, storeOldHours } from "../../alerts/support/sick-settings.ts";
import { type ChaosServer, startChaosServer, until } from "../../chaos/support/chaos-server.ts";
import { processOf } from "../../support/bundled-process.ts";
import { COMPILE_CACHE, createDataFolder } from "../../support/server-process.ts";
import { createTestDatabase } from "../../support/test-database.ts";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
const KUBECTL = fileURLToPath(new URL("kubectl.sh", import.meta.url));

/** Somebody on call, with a shell beside a server that has many things wrong with it. */
export interface OnCall {
  readonly databaseUrl: string;
  readonly server: ChaosServer;
  /** Runs commands as the page has them, and gives all that they print; throws where one of them fails. */
  readonly type: (commands: string) => Promise<string>;
  readonly asOwner: (...statements: readonly string[]) => Promise<void>;
  close(): Promise<void>;
}

/** What the log says once everything that is wrong has shown. */
const SHOWN = [
  "collection.failed",
  "replica.away",
  "auth.keys_not_loaded",
  "access.not_refreshed",
  "rate_limit.store_down",
];

/** Starts the server, and waits until it has noticed what is wrong. */
export async function startOnCall(): Promise<OnCall> {
  const data = createDataFolder();
  const database = await createTestDatabase();
  await storeOldHours(database.url);
  const settings = sickSettings(database.url, data.folder);
  const server = await startChaosServer(settings);
  writeFileSync(settings.ACCESS_BINDINGS_FILE, "no longer a list");
  await server.ask("/api/v1/info");
  await until("it has noticed everything", async () =>
    SHOWN.every((event) => server.output().includes(event)),
  );
  writeFileSync(settings.ACCESS_BINDINGS_FILE, "[]");
  const desk = path.join(path.dirname(data.folder), "desk");
  const env = { ...settings, ...deskOf(desk, server), ...stretchOf(data.folder) };
  return {
    databaseUrl: database.url,
    server,
    type: shellBeside(server, env),
    asOwner: (...statements) => asOwner(database.url, statements),
    close: async () => {
      await server.stop();
      await database.drop();
      data.remove();
    },
  };
}

/** Runs commands at a desk beside a server, as a page has them, and gives all that they print; throws where one of them fails. */
export function shellBeside(
  server: Pick<ChaosServer, "output">,
  env: Readonly<Record<string, string>> & ReturnType<typeof deskOf>,
): OnCall["type"] {
  return async (commands) => {
    writeFileSync(env.SERVER_LOG, server.output());
    const shell = ["--norc", "-euo", "pipefail", "-c", commands];
    const { stdout, stderr } = await promisify(execFile)("bash", shell, { cwd: env.HOME, env });
    return stdout + stderr;
  };
}

/** A folder to work in, and what the shell there has. */
export function deskOf(desk: string, { url, token }: Pick<ChaosServer, "url" | "token">) {
  const tools = path.join(desk, "tools");
  mkdirSync(tools, { recursive: true });
  mkdirSync(path.join(desk, "replicas"));
  symlinkSync(process.execPath, path.join(tools, "node"));
  symlinkSync(KUBECTL, path.join(tools, "kubectl"));
  chmodSync(desk, 0o755);
  return {
    PATH: `${tools}:${process.env["PATH"] ?? ""}`,
    HOME: desk,
    ENVIRONMENT: "development",
    // Commands of pages start node many times.
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    REPOSITORY,
    ADMIN: processOf("admin").join("\n"),
    REPLICAS: path.join(desk, "replicas"),
    SERVER_LOG: path.join(desk, "server.log"),
    KUBECENT: url,
    COLLECTOR: url,
    TOKEN: token,
  };
}

/** The stored hours, and the book that prices them anew. */
function stretchOf(dataFolder: string) {
  const first = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 48 * HOUR_MS;
  return {
    START: formatInstant(first),
    END: formatInstant(first + 3 * HOUR_MS),
    BOOK: path.join(path.dirname(dataFolder), "book.json"),
  };
}
