import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { asOwner, sickSettings, storeOldHours } from "../../alerts/support/sick-settings.ts";
import { type ChaosServer, startChaosServer, until } from "../../chaos/support/chaos-server.ts";
import { createDataFolder } from "../../support/server-process.ts";
import { createTestDatabase } from "../../support/test-database.ts";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
const KUBECTL = fileURLToPath(new URL("kubectl.sh", import.meta.url));

/** Somebody on call, with a shell beside a server that has many things wrong with it. */
export interface OnCall {
  readonly databaseUrl: string;
  readonly server: ChaosServer;
  /** Runs commands as the page has them, and gives all that they print; throws where one of them fails. */
  type(commands: string): Promise<string>;
  asOwner(...statements: readonly string[]): Promise<void>;
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
  const env = { ...settings, ...deskOf(desk, server), NEW_URL: database.url, ...stretchOf(data.folder) };
  return {
    databaseUrl: database.url,
    server,
    type: async (commands) => {
      writeFileSync(env.SERVER_LOG, server.output());
      const shell = promisify(execFile)("bash", ["-euo", "pipefail", "-c", commands], { cwd: desk, env });
      const { stdout, stderr } = await shell;
      return stdout + stderr;
    },
    asOwner: (...statements) => asOwner(database.url, statements),
    close: async () => {
      await server.stop();
      await database.drop();
      data.remove();
    },
  };
}

/** A folder to work in, and what the shell there has. */
function deskOf(desk: string, { url, token }: ChaosServer) {
  const tools = path.join(desk, "tools");
  mkdirSync(tools, { recursive: true });
  symlinkSync(process.execPath, path.join(tools, "node"));
  symlinkSync(KUBECTL, path.join(tools, "kubectl"));
  chmodSync(desk, 0o755);
  return {
    PATH: `${tools}:${process.env["PATH"] ?? ""}`,
    HOME: desk,
    ENVIRONMENT: "development",
    REPOSITORY,
    SERVER_LOG: path.join(desk, "server.log"),
    KUBECENT: url,
    TOKEN: token,
  };
}

function stretchOf(dataFolder: string) {
  const dayMs = 86_400_000;
  return {
    START: `${new Date(Date.now() - 3 * dayMs).toISOString().slice(0, 13)}:00:00Z`,
    END: `${new Date(Date.now() - dayMs).toISOString().slice(0, 13)}:00:00Z`,
    BOOK: path.join(path.dirname(dataFolder), "book.json"),
  };
}
