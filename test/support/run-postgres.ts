import { inject } from "vitest";

/** The PostgreSQL of the worker that runs this file: no file beside it uses that server. */
export function runPostgresUrl(): string {
  return ownOf(inject("postgresUrls"));
}

/** The pooler before it, where the project has one. */
export function runPoolerUrl(): string | undefined {
  const urls = inject("poolerUrls");
  return urls && ownOf(urls);
}

function ownOf(urls: readonly string[]): string {
  const worker = Number(process.env["VITEST_POOL_ID"] ?? 1);
  const url = urls[(worker - 1) % urls.length];
  if (url === undefined) throw new Error("The project's globalSetup lacks test/support/postgres-for-run.ts");
  return url;
}
