import type { Database } from "../../store/connection/database.ts";
import { acceptState } from "../../audit/accept-state.ts";
import type { SigningKey, TrustedKeys } from "../../audit/signing-key.ts";
import { keepCheckpoint, readKeptCheckpoint } from "../parts/audit-memory.ts";

interface AcceptCommand {
  readonly database: Database;
  readonly key: SigningKey;
  readonly keys: TrustedKeys;
  /** Where a server of this data folder keeps its last checkpoint. */
  readonly file: string;
  readonly reason: string;
}

/** Accepts the audit log as it stands, and says what was wrong with it and what was signed. */
export async function acceptAudit({ database, key, keys, file, reason }: AcceptCommand): Promise<void> {
  const remembered = await readKeptCheckpoint(file);
  const { fault, sealed } = await acceptState({ database, key, keys, remembered, reason, now: Date.now });
  const { chainSeq, statement } = sealed.checkpoint;
  await keepCheckpoint(file, statement);
  const found = fault
    ? `Accepted what was wrong: ${fault.message}`
    : "Nothing was found wrong from here: the acceptance stands on record all the same.";
  process.stdout.write(
    `${found}\nThe log is signed up to ${chainSeq}, with the record AUDIT_STATE_ACCEPTED. Servers seal again within seconds.\nKeep this checkpoint, and those from here on, apart from older ones: ${statement}\n`,
  );
}
