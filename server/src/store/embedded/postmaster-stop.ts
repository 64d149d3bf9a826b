import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedPostgresError, systemCode } from "./embedded-postgres-error.ts";
import { findPostmaster, isPostmaster } from "./postmaster-file.ts";

const POLL_MS = 5;
const STOP_TIMEOUT_MS = 60_000;

/** Stops the folder's postmaster in the mode `fast` (open transactions are rolled back) and waits for its end. */
export async function stopPostmaster(folder: string): Promise<void> {
  const postmaster = await findPostmaster(folder);
  if (postmaster === undefined) return;
  try {
    // What `pg_ctl stop -m fast` does, without its poll of 0.1 s.
    process.kill(postmaster.pid, "SIGINT");
  } catch (error) {
    if (systemCode(error) !== "ESRCH") throw error;
  }
  await waitForEnd(folder, postmaster.pid);
}

async function waitForEnd(folder: string, pid: number): Promise<void> {
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  while (await isPostmaster(pid, folder)) {
    if (performance.now() > deadline) {
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL in ${folder} (pid ${pid}) did not stop within ${STOP_TIMEOUT_MS / 1000} s; end it with kill -INT ${pid}`,
      );
    }
    await sleep(POLL_MS);
  }
}
