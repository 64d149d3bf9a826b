import { spawn } from "node:child_process";
import { once } from "node:events";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { Client } from "pg";
import { runSql } from "./postgres-servers.ts";

/** What a run makes in processes of their own, beside its first tests; each has a lock of the run's first PostgreSQL. */
const LOCKS = { demo: 1_527_004, image: 1_527_005 };

/**
 * Starts a script that makes it, and holds its lock until the script has ended, well or not. Resolves once the lock is
 * held, with how to end the script.
 */
export async function makeBeside(
  project: TestProject,
  what: keyof typeof LOCKS,
  script: readonly string[],
): Promise<() => Promise<void>> {
  const holder = new Client({ connectionString: lockUrl(project.getProvidedContext().postgresUrls) });
  await holder.connect();
  await holder.query("select pg_advisory_lock($1)", [LOCKS[what]]);
  // A group of its own: it has processes of its own.
  const child = spawn(process.execPath, script, { stdio: ["ignore", "ignore", "inherit"], detached: true });
  const ended = once(child, "exit").then(() => holder.end());
  return async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
    await ended;
  };
}

/** Waits for it, however long it takes on a busy machine. Whether it was made is seen in what it should have made. */
export function untilMade(what: keyof typeof LOCKS): Promise<void> {
  return runSql(lockUrl(inject("postgresUrls")), [`select pg_advisory_lock_shared(${LOCKS[what]})`]);
}

function lockUrl([server = ""]: readonly string[]): string {
  return new URL("/postgres", server).href;
}
