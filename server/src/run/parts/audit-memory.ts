import { messageOf } from "../../domain/message-of.ts";
import { type ChainMemory, createChainMemory } from "../../audit/chain-memory.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import { checkpointFile, keepCheckpoint, readKeptCheckpoint } from "./checkpoint-file.ts";

/** What this server remembers of the audit log, from the last run on. A file that cannot be used is an error in the log. */
export async function openAuditMemory(settings: Settings, log: Log): Promise<ChainMemory> {
  const file = checkpointFile(settings);
  return createChainMemory({
    kept: await readOrSay(file, log),
    keep: (checkpoint) => keepCheckpoint(file, checkpoint),
    onNotKept: (error) =>
      log.error("audit.checkpoint_not_kept", {
        code: "AUDIT_CHECKPOINT_NOT_KEPT",
        error: messageOf(error),
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
      error: messageOf(error),
      reason: `${file} cannot be read: this replica does not know what it signed last.`,
    });
    return null;
  }
}
