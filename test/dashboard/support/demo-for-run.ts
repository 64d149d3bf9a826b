import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { makeBeside } from "../../support/made-beside.ts";
import { runSql } from "../../support/postgres-servers.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The database with the demo's days that `startDashboardService` copies, once it is there. */
    demoDatabaseUrl: string;
  }
}

const PROCESS = fileURLToPath(new URL("demo-process.ts", import.meta.url));

/** Begins to collect the demo: tests that want it wait for it, others run meanwhile. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { postgresUrls, postgresTemplate } = project.getProvidedContext();
  const [server = ""] = postgresUrls;
  const name = `kubecent_demo_${randomBytes(4).toString("hex")}`;
  await runSql(server, [`CREATE DATABASE ${name}_filling TEMPLATE ${postgresTemplate} STRATEGY file_copy`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const end = await makeBeside(project, "demo", [PROCESS, url.href]);
  project.provide("demoDatabaseUrl", url.href);
  return async () => {
    await end();
    await runSql(server, [
      `DROP DATABASE IF EXISTS ${name}_filling WITH (FORCE)`,
      `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
    ]);
  };
}
