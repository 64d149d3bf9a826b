import { chmod, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openEmbeddedPostgres } from "../../../server/src/store/embedded/embedded-postgres.ts";
import { postmasterPid } from "../../chaos/support/chaos-server.ts";
import { signalAll, stopFamily } from "../../chaos/support/processes.ts";

/** A PostgreSQL of a test's own, which it may stop, kill and start again. */
export interface OwnPostgres {
  readonly url: string;
  /** Ends it as a crash would, and waits until nothing of it is left. */
  kill(): Promise<void>;
  /** Starts it again at the same port. */
  revive(): Promise<void>;
  /** Stops it and all of its processes where they stand, until `goOn`. */
  standStill(): void;
  goOn(): void;
  close(): Promise<void>;
}

/** Starts one in a temporary folder. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "kubecent-security-")));
  // As root the database belongs to another user, who must get in.
  await chmod(folder, 0o711);
  const dataFolder = path.join(folder, "data");
  const postgres = await openEmbeddedPostgres({ dataFolder, sharedPlaces: [path.join(folder, "shared")] });
  let standing: readonly number[] = [];
  return {
    url: postgres.url,
    kill: async () => {
      const pid = postmasterPid(dataFolder);
      signalAll(stopFamily(pid), "SIGKILL");
      while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    revive: async () => {
      await postgres.revive();
    },
    standStill: () => {
      standing = stopFamily(postmasterPid(dataFolder));
    },
    goOn: () => {
      signalAll(standing, "SIGCONT");
      standing = [];
    },
    close: async () => {
      await postgres.revive().catch(() => undefined);
      await postgres.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
