import type { Command } from "commander";
import { readSettings } from "../../config/read-settings.ts";
import { readAuditKeys } from "../parts/audit-keys.ts";

/** `audit key`. */
export function addAuditKey(audit: Command): void {
  audit
    .command("key")
    .description("print the public key of the log's checkpoints, alone on stdout")
    .action(async () => {
      const { keyId, publicPem } = (await readAuditKeys(readSettings(process.env))).own;
      process.stderr.write(`The audit log's checkpoints are signed by the key ${keyId}:\n`);
      process.stdout.write(publicPem);
    });
}
