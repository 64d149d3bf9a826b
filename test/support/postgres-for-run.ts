import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import { isCitus } from "./citus-database.ts";
import { type PostgresServers, runSql, startPostgresServers } from "./postgres-servers.ts";
import { makeTemplate } from "./template-database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /**
     * PostgreSQL servers for this run, one for each worker: what a test does to a server, no test beside it sees. The
     * roles in their URLs may make databases and roles.
     */
    postgresUrls: readonly string[];
    /** The database with all migrations that `createTestDatabase` copies. */
    postgresTemplate: string;
    /** Whether the server is the coordinator of a Citus cluster: databases are then distributed ones. */
    postgresIsCitus: boolean;
  }
}

/** Gives a run of tests its PostgreSQL: the one of KUBECENT_TEST_DATABASE_URL, else embedded ones. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const run = project.vitest.getRootProject();
  // The first project of a run starts them, for all projects.
  if ("postgresUrls" in run.getProvidedContext()) return undefined;
  // A name for this run alone: on a server that outlives it, a template may be older than the migrations.
  const template = `kubecent_test_template_${randomBytes(4).toString("hex")}`;
  const external = process.env["KUBECENT_TEST_DATABASE_URL"];
  const onCitus = external !== undefined && (await isCitus(external));
  const servers = external
    ? await externalServer(external, onCitus, template)
    : await startPostgresServers(workersOf(project), template);
  run.provide("postgresUrls", servers.urls);
  run.provide("postgresTemplate", template);
  run.provide("postgresIsCitus", onCitus);
  return () => servers.close();
}

/** As many as files run at a time, of any project: fewer than workers where the run has fewer files. */
function workersOf({ vitest }: TestProject): number {
  const most = Math.max(...vitest.projects.map(({ config }) => config.maxWorkers));
  return Math.max(1, Math.min(most, vitest.state.getPaths().length));
}

async function externalServer(url: string, onCitus: boolean, template: string): Promise<PostgresServers> {
  if (!onCitus) await makeTemplate(url, template);
  return { urls: [url], close: () => runSql(url, [`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`]) };
}
