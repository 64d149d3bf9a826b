import type { Command } from "commander";
import { readSettings } from "../../config/read-settings.ts";
import { readAuditKeys } from "../parts/audit-keys.ts";
import { checkpointFile as rememberedFile, readKeptCheckpoint } from "../parts/audit-memory.ts";
import { acceptAudit } from "../commands/accept-audit.ts";
import { printAuditKey, verifyAudit } from "../commands/audit.ts";
import { chainNumber } from "./arguments.ts";
import { withDatabase } from "./with-database.ts";

/** What looks at the sealed record: `audit verify`, `audit accept` and `audit key`. */
export function addAuditCommands(program: Command): void {
  const audit = program.command("audit").description("the sealed record of who did what");

  audit
    .command("verify")
    .description("compute the sealed chain anew; exit 1 with the first number that is not as it was sealed")
    .option("--checkpoint <file>", "checkpoints that were kept elsewhere, such as the server's output")
    .option("--from <number>", "start at the last checkpoint before this number", chainNumber)
    .action((options: { checkpoint?: string; from?: bigint }) =>
      withDatabase(async (database, settings) => {
        const { trusted: keys } = await readAuditKeys(settings);
        const { checkpoint: checkpointFile, from: fromSeq } = options;
        const remembered = await readKeptCheckpoint(rememberedFile(settings));
        process.exitCode = await verifyAudit({ database, keys, checkpointFile, remembered, fromSeq });
      }),
    );

  audit
    .command("accept")
    .description(
      "accept the log as it stands in the database, such as after a restore: on record, and signed",
    )
    .requiredOption("--reason <text>", "why it is right, for those who read the log")
    .action(({ reason }: { reason: string }) =>
      withDatabase(async (database, settings) => {
        const { own: key, trusted: keys } = await readAuditKeys(settings);
        await acceptAudit({ database, key, keys, file: rememberedFile(settings), reason });
      }),
    );

  audit
    .command("key")
    .description("print the public key of the log's checkpoints, alone on stdout")
    .action(async () => printAuditKey((await readAuditKeys(readSettings(process.env))).own));
}
