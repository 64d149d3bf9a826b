import { errorMessage } from "@kubecent/shared";
import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type ChainMemory, createChainMemory } from "../../audit/chain-memory.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import { dataFolder } from "../start/configured-database.ts";

const OWNER_ONLY = 0o600;
const NAME = "audit-checkpoint";

/** What this server remembers of the audit log, from the last run on. A file that cannot be used is an error in the log. */
export async function openAuditMemory(settings: Settings, log: Log): Promise<ChainMemory> {
  const file = checkpointFile(settings);
  return createChainMemory({
    kept: await readOrSay(file, log),
    keep: (checkpoint) => keepCheckpoint(file, checkpoint),
    onNotKept: (error) =>
      log.error("audit.checkpoint_not_kept", {
        code: "AUDIT_CHECKPOINT_NOT_KEPT",
        error: errorMessage(error),
        reason: `${file} cannot be written: after a restart this replica knows an older checkpoint, or none. Make KUBECENT_DATA writable.`,
      }),
  });
}

async function readOrSay(file: string, log: Log): Promise<string | null> {
  try {
    return await readKeptCheckpoint(file);
  } catch (error) {
    log.error("audit.checkpoint_unreadable", {
      code: "AUDIT_CHECKPOINT_UNREADABLE",
      error: errorMessage(error),
      reason: `${file} cannot be read: this replica does not know what it signed last.`,
    });
    return null;
  }
}

/** Where the last checkpoint of the audit log is kept: not beside a configured key, whose folder often is read-only. */
export function checkpointFile(settings: Settings): string {
  return path.join(dataFolder(settings), NAME);
}

/** The checkpoint that was kept last; null where there is none. Throws where there is one that cannot be read. */
export async function readKeptCheckpoint(file: string): Promise<string | null> {
  try {
    return (await readFile(file, "utf8")).trim() || null;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Keeps a checkpoint: on disk when this returns, and whole at every moment, whatever ends the machine. */
export async function keepCheckpoint(file: string, checkpoint: string): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const written = `${file}.${randomUUID()}`;
  try {
    await writeToDisk(written, `${checkpoint}\n`);
    await rename(written, file);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function writeToDisk(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", OWNER_ONLY);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The new name is on disk as well only once the folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
