import { Command } from "commander";
import { VERSION } from "../start/version.ts";
import { addAuditCommands } from "./audit.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addHistoryCommands } from "./history.ts";
import { addPriceCommands } from "./prices.ts";
import { addStoreCommands } from "./store.ts";
import { addTokenCommands } from "./tokens.ts";

/** All operator's commands, ready to parse a command line. Tests of the docs look up commands and options in it. */
export function adminProgram(): Command {
  const program = new Command("kubecent-admin")
    .description(
      "The operator's commands. They join the database of a running server, or start it themselves.",
    )
    .version(VERSION)
    .showHelpAfterError();
  addStoreCommands(program);
  addHistoryCommands(program);
  addPriceCommands(program);
  addDoctorCommand(program);
  addTokenCommands(program);
  addAuditCommands(program);
  return program;
}
