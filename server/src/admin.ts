import { Command } from "commander";
import { addAuditCommands } from "./run/cli/audit.ts";
import { addDoctorCommand } from "./run/cli/doctor.ts";
import { addHistoryCommands } from "./run/cli/history.ts";
import { addPriceCommands } from "./run/cli/prices.ts";
import { addStoreCommands } from "./run/cli/store.ts";
import { addTokenCommands } from "./run/cli/tokens.ts";
import { outliveClosedOutput } from "./run/start/closed-output.ts";
import { startFailure } from "./run/start/exit.ts";
import { VERSION } from "./run/start/version.ts";

const program = new Command("kubecent-admin")
  .description("The operator's commands. They join the database of a running server, or start it themselves.")
  .version(VERSION)
  .showHelpAfterError();

addStoreCommands(program);
addHistoryCommands(program);
addPriceCommands(program);
addDoctorCommand(program);
addTokenCommands(program);
addAuditCommands(program);
outliveClosedOutput();

try {
  await program.parseAsync();
} catch (error) {
  const { line, code } = startFailure(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = code;
}
