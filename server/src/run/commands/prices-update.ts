import { type Command, Option } from "commander";
import path from "node:path";
import { readSettings } from "../../config/read-settings.ts";
import { LISTED_CLOUDS, type ListedCloud } from "../../domain/prices/list/machine-type.ts";
import { PriceFetchError } from "../../price-list/fetch/price-fetch-error.ts";
import { LIST_FOLDER } from "../../price-list/lists-in-use.ts";
import { readTableFile, TableFileError } from "../../price-list/update/read-table-file.ts";
import type { Database } from "../../store/connection/database.ts";
import { fetchLists } from "../prices/fetch-lists.ts";
import { type ListUpdate, updateLists } from "../prices/update-lists.ts";
import { EXIT } from "../start/exit.ts";
import { operatorOf } from "./token-create.ts";
import { print as printLine, untilStopped, withDatabase } from "./with-database.ts";

/** `prices update`. */
export function addPricesUpdate(prices: Command): void {
  prices
    .command("update")
    .description("take a newer list of on-demand prices into use, for hours that are not collected yet")
    .argument("[file]", "a cloud's list, or a table of prices; plain, gzip or brotli")
    .addOption(
      new Option("--from <cloud>", "ask this cloud, for the regions and types in use").choices(LISTED_CLOUDS),
    )
    .option("--url <address>", "where to ask in place of the cloud's own address: a mirror")
    .option("--allow-http", "plain http to another machine is meant", false)
    .option("--waivers <file>", "why prices that break a rule are right, JSON")
    .option("--confirm", "prices that move by more than 20 %, or an older list, are meant", false)
    .option("--dry-run", "only say what would change", false)
    .action((file: string | undefined, options: UpdateOptions) =>
      withDatabase(async (database) => {
        const { GCP_PRICES_KEY_FILE: keyFile } = readSettings(process.env);
        const asking = { proxyEnv: process.env, signal: untilStopped(), keyFile };
        process.exitCode = await updatePrices(
          { ...options, file },
          { database, print: printLine, asking, complain },
        );
      }),
    );
}

export interface UpdateOptions {
  readonly file?: string | undefined;
  readonly from?: ListedCloud | undefined;
  readonly url?: string | undefined;
  readonly allowHttp?: boolean | undefined;
  readonly waivers?: string | undefined;
  readonly confirm?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

/** What an update works with. */
export interface UpdateSurroundings {
  readonly database: Database;
  readonly print: (line: string) => void;
  /** Takes what went wrong. */
  readonly complain: (line: string) => void;
  /** How clouds are asked. */
  readonly asking: {
    readonly proxyEnv: Readonly<Record<string, string | undefined>>;
    readonly signal: AbortSignal;
    readonly keyFile?: string | undefined;
    readonly firstWaitMs?: number;
  };
}

/**
 * Takes prices of a file, or of a cloud, into use. Returns the exit code: 1 where they cannot be used or want the operator's word,
 * 69 where the cloud does not answer as it should, 130 where the operator stopped it.
 */
export async function updatePrices(
  { file, from, url, waivers, allowHttp = false, confirm = false, dryRun = false }: UpdateOptions,
  { database, print, complain: onFault, asking }: UpdateSurroundings,
): Promise<number> {
  if ((file === undefined) === (from === undefined)) {
    onFault("Name a file, or a cloud by --from: one of both.");
    return EXIT.refused;
  }
  const newer: ListUpdate["newer"] =
    from === undefined
      ? async () => ({ documents: await readTableFile(file ?? "", path.join(LIST_FOLDER, "repairs.json")) })
      : (inUse) =>
          fetchLists({ cloud: from, url, isHttpAllowed: allowHttp, ...asking }, { database, inUse, print });
  const origin = operatorOf(database);
  const said = { waivers, isConfirmed: confirm, isDryRun: dryRun };
  try {
    return await updateLists({
      ...said,
      database,
      newer,
      origin,
      from: from ?? path.basename(file ?? ""),
      print,
    });
  } catch (error) {
    if (asking.signal.aborted) {
      onFault("Stopped: nothing was changed.");
      return EXIT.interrupted;
    }
    const isKnown = error instanceof TableFileError || error instanceof PriceFetchError;
    if (!isKnown) throw error;
    onFault(error.message);
    return error instanceof PriceFetchError ? EXIT.unavailable : EXIT.refused;
  }
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
