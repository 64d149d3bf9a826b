import type { Command } from "commander";
import { acceptState } from "../../audit/accept-state.ts";
import type { Settings } from "../../config/read-settings.ts";
import { readAuditKeys } from "../parts/audit-keys.ts";
import { checkpointFile, keepCheckpoint, readKeptCheckpoint } from "../parts/audit-memory.ts";
import { withDatabase } from "./with-database.ts";
import type { Database } from "../../store/connection/database.ts";

/** `audit accept`. */
export function addAuditAccept(audit: Command): void {
  audit
    .command("accept")
    .description(
      "accept the log as it stands in the database, such as after a restore: on record, and signed",
    )
    .requiredOption("--reason <text>", "why it is right, for those who read the log")
    .action(({ reason }: { reason: string }) =>
      withDatabase((database, settings) => acceptAudit({ database, settings, reason })),
    );
}

interface AcceptCommand {
  readonly database: Database;
  readonly settings: Settings;
  readonly reason: string;
}

/** Accepts the audit log as it stands, and says what was wrong with it and what was signed. */
async function acceptAudit({ database, settings, reason }: AcceptCommand): Promise<void> {
  const { own: key, trusted: keys } = await readAuditKeys(settings);
  const file = checkpointFile(settings);
  const remembered = await readKeptCheckpoint(file);
  const { fault, sealed } = await acceptState({ database, key, keys, remembered, reason, now: Date.now });
  const { chainSeq, statement } = sealed.checkpoint;
  await keepCheckpoint(file, statement);
  const found = fault
    ? `Accepted what was wrong: ${fault.message}`
    : "Nothing was found wrong. The acceptance stands on record all the same.";
  process.stdout.write(
    `${found}\nThe log is signed up to ${chainSeq}, with the record AUDIT_STATE_ACCEPTED. Servers seal again within seconds.\nKeep this checkpoint, and those from here on, apart from older ones: ${statement}\n`,
  );
}
