import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import { runSql } from "../../support/postgres-servers.ts";
import { openTestDatabase } from "../../support/test-database.ts";
import { storeDemoDays } from "./demo-days.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The database with the demo's days that `startDashboardService` copies. */
    demoDatabaseUrl: string;
  }
}

/** Collects the demo once: each file gets a copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { postgresUrls, postgresTemplate } = project.getProvidedContext();
  const [server = ""] = postgresUrls;
  const name = `kubecent_demo_${randomBytes(4).toString("hex")}`;
  await runSql(server, [`CREATE DATABASE ${name} TEMPLATE ${postgresTemplate}`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = openTestDatabase(url.href);
  await storeDemoDays(database);
  await database.primary.end();
  // As autovacuum does soon after: PostgreSQL knows what it has, and pages are marked as seen by all.
  await runSql(url.href, ["VACUUM ANALYZE"]);
  project.provide("demoDatabaseUrl", url.href);
  return () => runSql(server, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]);
}
