import { ListReader } from "../domain/prices/list/list-text.ts";
import type { ListedCloud } from "../domain/prices/list/machine-type.ts";
import type { CloudPrices } from "../domain/prices/list/price-list.ts";
import { linesInUse, type ListPlaces } from "./lists-in-use.ts";

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
  return reader.finish();
}
