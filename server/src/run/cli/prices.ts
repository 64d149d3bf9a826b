import type { Command } from "commander";
import { convertPriceList } from "../commands/convert-prices.ts";
import { checkPrices } from "../commands/prices.ts";
import { clusterName } from "./arguments.ts";
import { withDatabase } from "./with-database.ts";

/** What looks at where prices come from: `prices check` and `prices convert`. */
export function addPriceCommands(program: Command): void {
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
      withDatabase(async (database) => {
        process.exitCode = await checkPrices({ database, file, cluster });
      }),
    );
}
