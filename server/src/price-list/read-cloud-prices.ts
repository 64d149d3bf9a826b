import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { createBrotliDecompress } from "node:zlib";
import { ListReader } from "../domain/prices/list/list-text.ts";
import type { ListedCloud } from "../domain/prices/list/machine-type.ts";
import type { CloudPrices } from "../domain/prices/list/price-list.ts";
import { readRates } from "../domain/prices/list/rates.ts";

/** The lists that come with KubeCent, a file a cloud. */
export const LIST_FOLDER = path.join(import.meta.dirname, "../../price-lists");

/** What the clouds ask for besides machines and volumes. */
const RATES_FILE = path.join(LIST_FOLDER, "rates.tsv");

interface WantedPrices {
  readonly folder?: string;
  /** Which regions, and local zone groups, are kept beside the base region. */
  readonly wanted: (region: string) => boolean;
}

/**
 * Reads one cloud's list from its file as it is unpacked, and keeps the regions that are wanted. Throws
 * PriceListError at what is no list, and what reading and unpacking throw.
 */
export async function readCloudPrices(
  cloud: ListedCloud,
  { folder = LIST_FOLDER, wanted }: WantedPrices,
): Promise<CloudPrices> {
  const reader = new ListReader(wanted);
  const packed = createReadStream(path.join(folder, `${cloud}.br`));
  const text = createBrotliDecompress();
  packed.on("error", (error) => text.destroy(error)).pipe(text);
  for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
    reader.read(line);
  }
  return { ...reader.finish(), rates: readRates(await readFile(RATES_FILE, "utf8"), cloud) };
}
