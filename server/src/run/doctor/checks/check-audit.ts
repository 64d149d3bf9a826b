import { access } from "node:fs/promises";
import { createChainMemory } from "../../../audit/chain-memory.ts";
import { type ChainLook, lookAtChain } from "../../../audit/look-at-chain.ts";
import { readAuditKeys } from "../../parts/audit-keys.ts";
import { checkpointFile, readKeptCheckpoint } from "../../parts/audit-memory.ts";
import { ok, type Result, type ServiceCheck, warn, wrong } from "../service-check.ts";
import { keyFiles } from "./check-keys.ts";

/** Whether the audit chain ends where our key has signed, holds what we remember, and is sealed in time. */
export const auditCheck: ServiceCheck = {
  subject: "audit",
  needs: ["DATABASE_URL", "KUBECENT_DATA", "AUDIT_KEY_FILE", "AUDIT_OLD_KEYS_FILE"],
  async look(patient) {
    const database = await patient.database();
    const [{ file }] = keyFiles(patient);
    if (!(await isThere(file))) {
      return [
        warn("chain", `not looked at: ${file} is not there`, "run this where the server runs, with its key"),
      ];
    }
    const { trusted: keys } = await readAuditKeys(patient.settings);
    const kept = await readKeptCheckpoint(checkpointFile(patient.settings));
    // It forgets what it has seen: the server's own file is not ours to write.
    const memory = createChainMemory({ kept, keep: () => Promise.resolve(), onNotKept: () => undefined });
    return judgeLook(await lookAtChain({ database, keys, memory }));
  },
};

const LATE_SECONDS = 120;

/** What a look at the chain means. */
export function judgeLook({ fault, unsealedSeconds, holder }: ChainLook): Result[] {
  const chain = fault
    ? wrong(
        "chain",
        `refused at ${fault.chainSeq} (${fault.kind}): ${fault.message}`,
        "docs/audit.md: let all replicas share AUDIT_KEY_FILE; after a restore, `admin audit accept`",
      )
    : ok("chain", "ends where it was signed, and holds what this data folder remembers");
  return [chain, judgeDelay(unsealedSeconds, holder?.holder ?? null)];
}

function judgeDelay(seconds: number, holder: string | null): Result {
  const found =
    seconds === 0
      ? "no record waits to be sealed"
      : `the oldest record has waited for ${Math.round(seconds)} s`;
  const by = holder === null ? "nobody seals" : `${holder} seals`;
  const remedy = "start a server, or look for audit.sealing_failed and audit.chain_refused in the log";
  if (seconds > LATE_SECONDS) return wrong("unsealed", `${found}: ${by}`, remedy);
  return holder === null ? warn("unsealed", `${found}: ${by}`, remedy) : ok("unsealed", `${found}: ${by}`);
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
