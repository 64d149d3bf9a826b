import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "./run-command.ts";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError, remedyFor } from "./embedded-postgres-error.ts";
import { findFreePort } from "./free-port.ts";
import { disownPidFile, findPostmaster, recordedPort } from "./postmaster-file.ts";
import { lastFailure, openPostmasterLog, type PostmasterLog } from "./postmaster-log.ts";
import { COMMAND_ENV, spawnFailure } from "./run-command.ts";
import { postgresArguments } from "./postgres-settings.ts";

const POLL_MS = 5;
/** Crash recovery reads at most max_wal_size of WAL: seconds, even on a slow disk. */
const READY_TIMEOUT_MS = 60_000;

/** Failures that pass by themselves: the port was taken in between, or an old server is still going down. */
const PASSING_FAILURES = [
  /could not create any TCP\/IP sockets/,
  /pre-existing shared memory block/,
  /lock file "postmaster\.pid" already exists/,
];

/** A database folder and who runs what on it. */
export interface StartOptions {
  readonly dataFolder: string;
  readonly folder: string;
  readonly binaries: Binaries;
  readonly account: Account;
  /** The only port that will do; any free one unless given. */
  readonly port?: number;
}

/** How a start ended: on which port it listens, or why it did not, although another attempt may do. */
export type StartResult = { readonly port: number } | { readonly passingFailure: string };

/** Starts a postmaster that outlives this process, and waits until it is ready. */
export async function startPostmaster(options: StartOptions): Promise<StartResult> {
  const log = await openPostmasterLog(options.dataFolder);
  try {
    // After a crash on the port of before: processes whose connections broke find it there again.
    const port = options.port ?? (await findFreePort(await recordedPort(options.folder)));
    await disownPidFile(options.folder);
    const child = await spawnPostmaster(options, port, log);
    return (await becomesReady(options.folder, child))
      ? { port }
      : passingOrThrow(options, await log.readNew());
  } finally {
    await log.handle.close();
  }
}

async function spawnPostmaster(
  options: StartOptions,
  port: number,
  log: PostmasterLog,
): Promise<ChildProcess> {
  const { binaries, account, folder } = options;
  // In a session of its own (detached), so that Ctrl-C in the terminal reaches us and not the database.
  const child = spawn(binaries.postgres, postgresArguments(folder, port), {
    ...account,
    cwd: "/",
    env: COMMAND_ENV,
    detached: true,
    stdio: ["ignore", log.handle.fd, log.handle.fd],
  });
  child.unref();
  await new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) => reject(spawnFailure(binaries.postgres, account, error)));
  });
  return child;
}

/** True when it accepts connections, false when it has ended. */
async function becomesReady(folder: string, child: ChildProcess): Promise<boolean> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (child.exitCode === null && child.signalCode === null) {
    const postmaster = await findPostmaster(folder);
    if (postmaster?.pid === child.pid && postmaster?.isReady) return true;
    if (performance.now() > deadline) {
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL in ${folder} is not ready after ${READY_TIMEOUT_MS / 1000} s and works on; see postgres.log and start again later`,
      );
    }
    await sleep(POLL_MS);
  }
  return false;
}

function passingOrThrow({ dataFolder, folder }: StartOptions, log: string): StartResult {
  const failure = lastFailure(log);
  if (PASSING_FAILURES.some((pattern) => pattern.test(log))) return { passingFailure: failure };
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL in ${folder} did not start; ${dataFolder}/postgres.log says: ${failure}; ${remedyFor(failure)}`,
  );
}
