import { readFile } from "node:fs/promises";
import path from "node:path";
import { ListReader } from "../domain/prices/list/list-text.ts";
import type { ListedCloud } from "../domain/prices/list/machine-type.ts";
import type { CloudPrices } from "../domain/prices/list/price-list.ts";
import { readRates } from "../domain/prices/list/rates.ts";
import { linesInUse, LIST_FOLDER, type ListPlaces } from "./lists-in-use.ts";

/** What the clouds ask for besides machines and volumes; it comes with KubeCent, whichever lists of machines are in use. */
const RATES_FILE = path.join(LIST_FOLDER, "rates.tsv");

interface WantedPrices extends ListPlaces {
  /** Which stored list; null, and where it is left out, the one that came with KubeCent. */
  readonly version?: number | null;
  /** Which regions, and local zone groups, are kept beside the base region. */
  readonly wanted: (region: string) => boolean;
}

/**
 * Reads one cloud's list as it is unpacked, and keeps the regions that are wanted. Throws PriceListError at what is no list,
 * and what reading and unpacking throw.
 */
export async function readCloudPrices(
  cloud: ListedCloud,
  { version = null, wanted, ...places }: WantedPrices,
): Promise<CloudPrices> {
  const reader = new ListReader(wanted);
  for await (const line of linesInUse({ cloud, version }, places)) reader.read(line);
  return { ...reader.finish(), rates: readRates(await readFile(RATES_FILE, "utf8"), cloud) };
}
