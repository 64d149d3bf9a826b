import { Command } from "commander";
import { VERSION } from "../start/version.ts";
import { addAuditAccept } from "./audit-accept.ts";
import { addAuditKey } from "./audit-key.ts";
import { addAuditVerify } from "./audit-verify.ts";
import { addCollect } from "./collect.ts";
import { addDistribute } from "./distribute.ts";
import { addDoctor } from "./doctor.ts";
import { addMigrate } from "./migrate.ts";
import { addPricesCheck } from "./prices-check.ts";
import { addPricesConvert } from "./prices-convert.ts";
import { addPricesUpdate } from "./prices-update.ts";
import { addRebuildRollups } from "./rebuild-rollups.ts";
import { addReprice } from "./reprice.ts";
import { addSignInLink } from "./sign-in-link.ts";
import { addTokenCreate } from "./token-create.ts";
import { addTokenList } from "./token-list.ts";
import { addTokenRevoke } from "./token-revoke.ts";
import { addVerify } from "./verify.ts";

/** All operator's commands, ready to parse a command line. Tests of the docs look up commands and options in it. */
export function adminProgram(): Command {
  const program = new Command("kubecent-admin")
    .description(
      "The operator's commands. They join the database of a running server, or start it themselves.",
    )
    .version(VERSION)
    .showHelpAfterError();
  // In the order in which the help lists them.
  for (const add of [addMigrate, addVerify, addRebuildRollups, addDistribute, addCollect, addReprice]) {
    add(program);
  }
  addTo(program.command("prices").description("price books, and lists of on-demand prices"), [
    addPricesConvert,
    addPricesCheck,
    addPricesUpdate,
  ]);
  addDoctor(program);
  addTo(program.command("token").description("API tokens for people and scripts"), [
    addTokenCreate,
    addTokenRevoke,
    addTokenList,
  ]);
  addSignInLink(program);
  addTo(program.command("audit").description("the sealed record of who did what"), [
    addAuditVerify,
    addAuditAccept,
    addAuditKey,
  ]);
  return program;
}

function addTo(group: Command, commands: readonly ((group: Command) => void)[]): void {
  for (const add of commands) add(group);
}
