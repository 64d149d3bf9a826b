import type { Command } from "commander";
import { distribute } from "../commands/distribute.ts";
import { rebuildRollups } from "../commands/rebuild-rollups.ts";
import { verify } from "../commands/verify.ts";
import { ofAnyStretch, type Stretch } from "./stretch-options.ts";
import { print, untilStopped } from "./terminal.ts";
import { withDatabase } from "./with-database.ts";

/** What looks after the tables: `migrate`, `verify`, `rebuild-rollups` and `distribute`. */
export function addStoreCommands(program: Command): void {
  program
    .command("migrate")
    .description("bring the database to the newest schema")
    .action(() =>
      withDatabase((_pool, _settings, migrations) => {
        for (const name of migrations) print(`ran ${name}`);
        print(`The database is at the newest schema; ${migrations.length || "no"} migrations were run.`);
      }),
    );

  ofAnyStretch(program.command("verify"))
    .description("count what is stored anew (checksums, closure, sums) and name what differs")
    .action((options: Partial<Stretch>) =>
      withDatabase(async (database) => {
        process.exitCode = await verify({ database, print, signal: untilStopped(), ...options });
      }),
    );

  ofAnyStretch(program.command("rebuild-rollups"))
    .description("make the sums of hours and days anew from their rows")
    .action((options: Partial<Stretch>) =>
      withDatabase(async (database) => {
        process.exitCode = await rebuildRollups({
          database,
          print,
          signal: untilStopped(),
          now: Date.now(),
          ...options,
        });
      }),
    );

  program
    .command("distribute")
    .description(
      "spread the tables over the servers of a Citus cluster, each row on the server of its cluster",
    )
    .option(
      "--check",
      "only say where each table belongs, and what keeps it from being so; needs no Citus",
      false,
    )
    .action(({ check }: { check: boolean }) =>
      withDatabase(async (database) => {
        process.exitCode = await distribute({ database, isCheck: check, print });
      }),
    );
}
