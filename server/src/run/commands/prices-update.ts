import type { Command } from "commander";
import path from "node:path";
import { LIST_FOLDER } from "../../price-list/lists-in-use.ts";
import { readTableFile, TableFileError } from "../../price-list/update/read-table-file.ts";
import type { Database } from "../../store/connection/database.ts";
import { EXIT } from "../start/exit.ts";
import { updateLists } from "../prices/update-lists.ts";
import { operatorOf } from "./token-create.ts";
import { print as printLine, withDatabase } from "./with-database.ts";

/** `prices update`. */
export function addPricesUpdate(prices: Command): void {
  prices
    .command("update")
    .description("take a newer list of on-demand prices into use, for hours that are not collected yet")
    .argument("<file>", "a cloud's list, or a table of prices; plain, gzip or brotli")
    .option("--waivers <file>", "why prices that break a rule are right, JSON")
    .option("--confirm", "prices that move by more than 20 %, or an older list, are meant", false)
    .option("--dry-run", "only say what would change", false)
    .action((file: string, options: UpdateOptions) =>
      withDatabase(async (database) => {
        process.exitCode = await updatePrices({ ...options, file }, { database, print: printLine });
      }),
    );
}

interface UpdateOptions {
  readonly waivers?: string | undefined;
  readonly confirm?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

/** Takes a file's prices into use. Returns the exit code: 1 where the file cannot be used, or wants the operator's word. */
export async function updatePrices(
  { file, waivers, confirm = false, dryRun = false }: UpdateOptions & { readonly file: string },
  { database, print }: { readonly database: Database; readonly print: (line: string) => void },
): Promise<number> {
  try {
    return await updateLists({
      database,
      newer: () => readTableFile(file, path.join(LIST_FOLDER, "repairs.json")),
      waivers,
      isConfirmed: confirm,
      isDryRun: dryRun,
      origin: operatorOf(database),
      from: path.basename(file),
      print,
    });
  } catch (error) {
    if (!(error instanceof TableFileError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.refused;
  }
}
