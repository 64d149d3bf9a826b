import type { Command } from "commander";
import { print, withDatabase } from "./with-database.ts";

/** `migrate`. */
export function addMigrate(program: Command): void {
  program
    .command("migrate")
    .description("bring the database to the newest schema")
    .action(() =>
      withDatabase((_pool, _settings, migrations) => {
        for (const name of migrations) print(`ran ${name}`);
        print(`The database is at the newest schema; ${migrations.length || "no"} migrations were run.`);
      }),
    );
}
