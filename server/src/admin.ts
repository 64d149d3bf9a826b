import { Command } from "commander";
import { addAuditAccept } from "./run/commands/audit-accept.ts";
import { addAuditKey } from "./run/commands/audit-key.ts";
import { addAuditVerify } from "./run/commands/audit-verify.ts";
import { addCollect } from "./run/commands/collect.ts";
import { addDistribute } from "./run/commands/distribute.ts";
import { addDoctor } from "./run/commands/doctor.ts";
import { addMigrate } from "./run/commands/migrate.ts";
import { addPricesCheck } from "./run/commands/prices-check.ts";
import { addPricesConvert } from "./run/commands/prices-convert.ts";
import { addRebuildRollups } from "./run/commands/rebuild-rollups.ts";
import { addReprice } from "./run/commands/reprice.ts";
import { addTokenCreate } from "./run/commands/token-create.ts";
import { addTokenList } from "./run/commands/token-list.ts";
import { addTokenRevoke } from "./run/commands/token-revoke.ts";
import { addVerify } from "./run/commands/verify.ts";
import { outliveClosedOutput, startFailure } from "./run/start/exit.ts";
import { VERSION } from "./run/start/version.ts";

const program = new Command("kubecent-admin")
  .description("The operator's commands. They join the database of a running server, or start it themselves.")
  .version(VERSION)
  .showHelpAfterError();

function addGroup(name: string, description: string, commands: readonly ((group: Command) => void)[]): void {
  const group = program.command(name).description(description);
  for (const add of commands) add(group);
}

// In the order in which the help lists them.
for (const add of [addMigrate, addVerify, addRebuildRollups, addDistribute, addCollect, addReprice]) {
  add(program);
}
addGroup("prices", "price books", [addPricesConvert, addPricesCheck]);
addDoctor(program);
addGroup("token", "API tokens for people and scripts", [addTokenCreate, addTokenRevoke, addTokenList]);
addGroup("audit", "the sealed record of who did what", [addAuditVerify, addAuditAccept, addAuditKey]);
outliveClosedOutput();

try {
  await program.parseAsync();
} catch (error) {
  const { line, code } = startFailure(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = code;
}
