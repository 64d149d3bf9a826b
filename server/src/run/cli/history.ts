import type { Command } from "commander";
import { collect } from "../commands/collect.ts";
import { reprice } from "../commands/reprice.ts";
import { configuredCluster } from "../start/configured-clusters.ts";
import { ofStretch, type Stretch } from "./stretch-options.ts";
import { untilStopped } from "./terminal.ts";
import { withDatabase } from "./with-database.ts";

/** What writes hours: `collect` and `reprice`. */
export function addHistoryCommands(program: Command): void {
  ofStretch(program.command("collect"))
    .description("collect a stretch of a cluster's history, stored already or not, with progress")
    .action((options: Stretch) =>
      withDatabase(async (database, settings) => {
        const { cluster: name, start, end } = options;
        const cluster = await configuredCluster(settings, name);
        const work = { database, cluster, start, end, now: Date.now(), signal: untilStopped() };
        process.exitCode = await collect(work);
      }),
    );

  ofStretch(program.command("reprice"))
    .description("price a stretch of history anew from its kept quantities, without asking the source")
    .requiredOption("--book <file>", "the price book, JSON or CSV")
    .action((options: Stretch & { readonly book: string }) =>
      withDatabase(async (database) => {
        process.exitCode = await reprice({ database, signal: untilStopped(), ...options });
      }),
    );
}
