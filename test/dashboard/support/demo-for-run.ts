import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { runSql } from "../../support/postgres-servers.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The database with the demo's days that `startDashboardService` copies, once it is there. */
    demoDatabaseUrl: string;
  }
}

const PROCESS = fileURLToPath(new URL("demo-process.ts", import.meta.url));

/** A lock of the server on which the demo is: held until the demo is whole, or its process has failed. */
export const DEMO_LOCK = 1_527_004;

/** Begins to collect the demo: tests that want it wait for its lock, others run meanwhile. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { postgresUrls, postgresTemplate } = project.getProvidedContext();
  const [server = ""] = postgresUrls;
  const name = `kubecent_demo_${randomBytes(4).toString("hex")}`;
  await runSql(server, [`CREATE DATABASE ${name}_filling TEMPLATE ${postgresTemplate} STRATEGY file_copy`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const holder = new Client({ connectionString: new URL("/postgres", server).href });
  await holder.connect();
  await holder.query("select pg_advisory_lock($1)", [DEMO_LOCK]);
  const child = spawn(process.execPath, [PROCESS, url.href], { stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(child, "exit").then(() => holder.end());
  project.provide("demoDatabaseUrl", url.href);
  return async () => {
    child.kill();
    await ended;
    await runSql(server, [
      `DROP DATABASE IF EXISTS ${name}_filling WITH (FORCE)`,
      `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
    ]);
  };
}
