import type { TestProject } from "vitest/node";
import { startPgbouncer } from "./pgbouncer.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A pooler before the run's PostgreSQL; databases of tests are reached through it. Only where a run has one. */
    poolerUrl: string | undefined;
  }
}

/** Puts a pgbouncer in transaction mode before the PostgreSQL of a run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const pgbouncer = await startPgbouncer(project.getProvidedContext().postgresUrl);
  project.provide("poolerUrl", pgbouncer.url);
  return () => pgbouncer.close();
}
