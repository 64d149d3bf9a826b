import { randomBytes } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "./embedded-postgres-error.ts";
import { ownIdentity, parseIdentity, stateOf } from "./process-identity.ts";

/** One opening of the database by this process. */
export interface RegisteredUser {
  unregister(): Promise<void>;
}

/** Notes in `users/` that this process uses the database. Hold the lock `postgres` for this and the next. */
export async function registerUser(dataFolder: string): Promise<RegisteredUser> {
  // A process may open more than once, so its pid alone does not name the file.
  const file = join(dataFolder, "users", `${process.pid}-${randomBytes(4).toString("hex")}`);
  await writeFile(file, JSON.stringify(await ownIdentity()));
  return { unregister: () => rm(file, { force: true }) };
}

/** Whether any live process uses the database; notes that dead ones left behind are removed. */
export async function hasLiveUser(dataFolder: string): Promise<boolean> {
  const folder = join(dataFolder, "users");
  const files = (await readdir(folder).catch(noneIfRemoved)).map((name) => join(folder, name));
  const live = await Promise.all(files.map((file) => isLiveOrRemoved(file)));
  return live.includes(true);
}

function noneIfRemoved(error: unknown): string[] {
  if (systemCode(error) === "ENOENT") return [];
  throw error;
}

async function isLiveOrRemoved(file: string): Promise<boolean> {
  const identity = parseIdentity(await readFile(file, "utf8"));
  // A process in another container does not reach our 127.0.0.1, so it is no user of this postmaster.
  if (identity !== undefined && (await stateOf(identity)) === "running") return true;
  await rm(file, { force: true });
  return false;
}
