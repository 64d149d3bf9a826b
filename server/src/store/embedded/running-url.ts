import { readCredentials } from "./database-credentials.ts";
import { findDatabase } from "./database-folder.ts";
import { findPostmaster } from "./postmaster-file.ts";

/** How to connect to the PostgreSQL of a data folder; undefined where none runs. Starts and makes nothing. */
export async function runningUrl(dataFolder: string): Promise<string | undefined> {
  const folder = await findDatabase(dataFolder);
  const postmaster = folder === undefined ? undefined : await findPostmaster(folder);
  if (!postmaster?.isReady) return undefined;
  const credentials = await readCredentials(dataFolder, true);
  return credentials.url({ role: "kubecent", port: postmaster.port });
}
