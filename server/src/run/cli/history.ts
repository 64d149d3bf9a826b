import type { Command } from "commander";
import { collect } from "../commands/collect.ts";
import { reprice } from "../commands/reprice.ts";
import { configuredCluster } from "../configured-clusters.ts";
import { clusterName, instant } from "./arguments.ts";
import { untilStopped } from "./terminal.ts";
import { withDatabase } from "./with-database.ts";

/** What writes hours: `collect` and `reprice`. */
export function addHistoryCommands(program: Command): void {
  program
    .command("collect")
    .description("collect a stretch of a cluster's history, stored already or not, with progress")
    .requiredOption("--cluster <name>", "the cluster's name in answers", clusterName)
    .requiredOption("--start <instant>", "first instant, such as 2026-11-16T00:00:00Z", instant)
    .requiredOption("--end <instant>", "instant after the last", instant)
    .action((options: { cluster: string; start: number; end: number }) =>
      withDatabase(async (pool, settings) => {
        const { cluster: name, start, end } = options;
        const cluster = await configuredCluster(settings, name);
        const work = { pool, cluster, start, end, now: Date.now(), signal: untilStopped() };
        process.exitCode = await collect(work);
      }),
    );

  program
    .command("reprice")
    .description("price a stretch of history anew from its kept quantities, without asking the source")
    .requiredOption("--cluster <name>", "the cluster's name in answers", clusterName)
    .requiredOption("--start <instant>", "first instant, such as 2026-11-16T00:00:00Z", instant)
    .requiredOption("--end <instant>", "instant after the last", instant)
    .requiredOption("--book <file>", "the price book, JSON or CSV")
    .action((options: { cluster: string; start: number; end: number; book: string }) =>
      withDatabase(async (pool) => {
        process.exitCode = await reprice({ pool, signal: untilStopped(), ...options });
      }),
    );
}
