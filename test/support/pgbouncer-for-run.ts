import type { TestProject } from "vitest/node";
import { startPgbouncer } from "./pgbouncer.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A pooler before each PostgreSQL of the run; databases of tests are reached through it. Only in projects with one. */
    poolerUrls: readonly string[] | undefined;
  }
}

/** Puts a pgbouncer in transaction mode before each PostgreSQL of a run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { postgresUrls } = project.getProvidedContext();
  const poolers = await Promise.all(postgresUrls.map((url) => startPgbouncer(url)));
  project.provide(
    "poolerUrls",
    poolers.map(({ url }) => url),
  );
  return async () => {
    await Promise.all(poolers.map((pooler) => pooler.close()));
  };
}
