import { chmod, mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { asEmbeddedPostgresError } from "./embedded-postgres-error.ts";

/** Makes KUBECENT_DATA where it is missing, with what this module keeps in it, and returns its real path. */
export async function prepareDataFolder(dataFolder: string): Promise<string> {
  try {
    const isNew = (await mkdir(dataFolder, { recursive: true })) !== undefined;
    // As root the database is another user's: it must get through, yet see no names.
    if (isNew) await chmod(dataFolder, process.geteuid?.() === 0 ? 0o711 : 0o700);
    const folder = await realpath(dataFolder);
    await mkdir(join(folder, "locks"), { recursive: true });
    await mkdir(join(folder, "users"), { recursive: true });
    return folder;
  } catch (error) {
    throw asEmbeddedPostgresError(error, dataFolder);
  }
}

/** The path of the lock called `name` in KUBECENT_DATA. */
export function lockPath(dataFolder: string, name: "server" | "postgres"): string {
  return join(dataFolder, "locks", name);
}
