import { setTimeout as sleep } from "node:timers/promises";
import { lockPath, prepareDataFolder } from "./data-folder.ts";
import { asEmbeddedPostgresError, EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { type FileLock, type LockHolder, tryLock } from "./file-lock.ts";

const POLL_MS = 250;

/**
 * Keeps KUBECENT_DATA for this server alone, until released or until the process ends; a second server is
 * refused. A lock that a killed server left behind is taken over.
 */
export async function lockDataFolder(dataFolder: string): Promise<FileLock> {
  const folder = await prepareDataFolder(dataFolder);
  try {
    return await lockOrRefuse(folder);
  } catch (error) {
    throw asEmbeddedPostgresError(error, folder);
  }
}

async function lockOrRefuse(folder: string): Promise<FileLock> {
  let firstTouchMs: number | undefined;
  for (;;) {
    const result = await tryLock(lockPath(folder, "server"));
    if ("release" in result) return result;
    // A container that was restarted on the same volume finds the lock of the one before it: time tells
    // whether that one lives, because the next touch comes within two seconds or never.
    firstTouchMs ??= result.touchedAtMs;
    if (!result.isElsewhere || result.touchedAtMs !== firstTouchMs) throw refusal(folder, result);
    await sleep(POLL_MS);
  }
}

function refusal(folder: string, holder: LockHolder): EmbeddedPostgresError {
  const where = holder.isElsewhere ? " in another container or on another machine" : "";
  return new EmbeddedPostgresError(
    `KUBECENT_DATA ${folder} is in use by the server with pid ${holder.pid}${where}; stop it or set another KUBECENT_DATA`,
  );
}
