import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { type ChaosServer, startChaosServer } from "../../chaos/support/chaos-server.ts";
import { startDebianPostgres } from "../../operations/support/debian-postgres.ts";
import { commandsOf } from "../../operations/support/page-commands.ts";
import { run } from "../../operations/support/run-admin.ts";
import { createDataFolder } from "../../support/server-process.ts";
import { findFreePort } from "../../../server/src/store/embedded/free-port.ts";
import { deskOf } from "./on-call.ts";

const PASSWORD = "of-the-outage";

/** A PostgreSQL with its own tools, a process that answers and one that collects, and a shell beside them. */
export interface OutageWorld {
  readonly api: () => ChaosServer;
  /** Runs commands as a page has them; throws where one of them fails. */
  readonly type: (commands: string) => Promise<string>;
  /** As an administrator of the server who may do everything. */
  readonly sql: (statement: string, database?: string) => Promise<unknown[]>;
  /** Ends a process at once. */
  readonly crash: (name: "api" | "collector") => Promise<void>;
  /** Starts and ends processes so that each deployment has what was asked for; a new one uses this database. */
  readonly obey: (database?: string) => Promise<void>;
  close(): Promise<void>;
}

/** Starts it all, with a day of an invented cluster, and waits until they are stored. */
export async function startOutageWorld(programs: string): Promise<OutageWorld> {
  const data = createDataFolder();
  const parent = path.dirname(data.folder);
  const postgres = await startDebianPostgres(programs);
  const shellPath = [programs, process.env["PATH"] ?? ""].join(":");
  const login = { ADMIN_URL: postgres.adminUrl, KUBECENT_PASSWORD: PASSWORD, PATH: shellPath };
  const made = await run("bash", ["--norc", "-euo", "pipefail", "-c", commandsOf("login")], { env: login });
  if (made.code !== 0) throw new Error(made.output);
  const urlOf = (database: string): string => postgres.urlOf("kubecent", PASSWORD, database);
  const ports = { api: await findFreePort(), collector: await findFreePort() };
  const settings = {
    KUBECENT_DATA: data.folder,
    CLUSTERS_FILE: path.join(parent, "clusters.json"),
    SHUTDOWN_DELAY_SECONDS: "0",
    DB_POOL_MAX: "4",
    DB_CONNECT_TIMEOUT_MS: "1000",
  };
  const clusters = [{ name: "prod", demo: { historyDays: 1 } }];
  writeFileSync(settings.CLUSTERS_FILE, JSON.stringify({ clusters }));
  const start = (name: "api" | "collector", database: string): Promise<ChaosServer> =>
    startChaosServer({
      ...settings,
      DATABASE_URL: urlOf(database),
      KUBECENT_ROLE: name,
      PORT: String(ports[name]),
    });
  const processes = {
    api: await start("api", "kubecent"),
    collector: await start("collector", "kubecent"),
  };
  const desk = path.join(parent, "desk");
  const env = {
    ...settings,
    ...deskOf(desk, processes.api),
    COLLECTOR: `http://localhost:${ports.collector}`,
    COLLECTOR_LOG: path.join(desk, "collector.log"),
    ADMIN_URL: postgres.adminUrl,
    RESTORED_URL: urlOf("kubecent_restored"),
    NEW_URL: urlOf("kubecent_moved"),
  };
  const state = { database: "kubecent" };
  const crash = async (name: "api" | "collector"): Promise<void> => {
    processes[name].kill("SIGKILL");
    await processes[name].ended;
  };
  return {
    api: () => processes.api,
    type: async (commands) => {
      writeFileSync(env.SERVER_LOG, processes.api.output());
      writeFileSync(env.COLLECTOR_LOG, processes.collector.output());
      const own = {
        DATABASE_URL: urlOf(state.database),
        PATH: `${path.join(desk, "tools")}:${shellPath}`,
        TOKEN: processes.api.token,
      };
      const shell = ["--norc", "-euo", "pipefail", "-c", commands];
      const { stdout, stderr } = await promisify(execFile)("bash", shell, {
        cwd: desk,
        env: { ...env, ...own },
      });
      return stdout + stderr;
    },
    sql: (statement, database = "postgres") => ask(postgres.urlOf("postgres", "", database), statement),
    crash,
    obey: async (database = state.database) => {
      state.database = database;
      const bring = async (name: "api" | "collector"): Promise<void> => {
        const file = path.join(env.REPLICAS, `kubecent-${name}`);
        const isWanted = !existsSync(file) || Number(readFileSync(file, "utf8")) > 0;
        if (!isWanted && processes[name].isAlive()) await processes[name].stop();
        if (isWanted && !processes[name].isAlive()) processes[name] = await start(name, database);
      };
      await Promise.all([bring("api"), bring("collector")]);
    },
    close: async () => {
      await Promise.all([crash("api"), crash("collector")]);
      await postgres.close();
      data.remove();
    },
  };
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows;
  } finally {
    await client.end();
  }
}
