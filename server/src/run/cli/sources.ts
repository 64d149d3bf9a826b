import type { Command } from "commander";
import { readSettings } from "../../config/read-settings.ts";
import { doctorOf } from "../commands/doctor.ts";
import { convertPriceList } from "../commands/convert-prices.ts";
import { checkPrices } from "../commands/prices.ts";
import { storedFindings } from "../doctor/stored-findings.ts";
import { configuredCluster, configuredClusters } from "../configured-clusters.ts";
import { clusterName, lifetime } from "./arguments.ts";
import { print, untilStopped } from "./terminal.ts";
import { withDatabase } from "./with-database.ts";

/** What looks at where figures come from: `doctor`, `prices check` and `prices convert`. */
export function addSourceCommands(program: Command): void {
  const prices = program.command("prices").description("price books");
  prices
    .command("convert")
    .description(
      "make a price book of OpenCost's or Kubecost's price list: CSV, default.json or a chart's values as JSON",
    )
    .argument("<file>")
    .option("--out <file>", "write the book here, to a file that is not there yet; else it is printed")
    .option("--name <name>", "what the book is called; else as the file")
    .option("--currency <code>", "the currency that the list is in, such as EUR; else USD")
    .action(async (file: string, options: { out?: string; name?: string; currency?: string }) => {
      process.exitCode = await convertPriceList({ file, ...options });
    });
  prices
    .command("check")
    .description("say what each node and disk would cost under a price book, and which rule matched")
    .argument("<file>")
    .option("--cluster <name>", "only this cluster", clusterName)
    .action((file: string, { cluster }: { cluster?: string }) =>
      withDatabase(async (pool) => {
        process.exitCode = await checkPrices({ pool, file, cluster });
      }),
    );

  program
    .command("doctor")
    .description(
      "say what is missing, what that costs the numbers, and what to do; exit code 1 where they will be wrong",
    )
    .requiredOption("--source", "look at where the cluster's hours come from")
    .option("--cluster <name>", "the cluster's name in answers", clusterName)
    .option(
      "--window <time>",
      "look at hours of so long, such as 7d, and at what is stored of them",
      lifetime,
    )
    .action(async ({ cluster, window: windowMs = null }: { cluster?: string; window?: number | null }) => {
      const settings = readSettings(process.env);
      const clusters =
        cluster === undefined
          ? await configuredClusters(settings)
          : [await configuredCluster(settings, cluster)];
      const options = { now: Date.now, signal: untilStopped(), print, windowMs };
      if (windowMs === null) {
        process.exitCode = await doctorOf(clusters, options);
        return;
      }
      await withDatabase(async (pool) => {
        const stored = (name: string) => storedFindings(pool, name, Date.now() - windowMs);
        process.exitCode = await doctorOf(clusters, { ...options, storedFindings: stored });
      });
    });
}
