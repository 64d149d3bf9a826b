import { LISTED_CLOUDS, type ListedCloud } from "../domain/prices/list/machine-type.ts";
import type { ListsFor } from "../domain/prices/list/list-price.ts";
import { type NodePlace, nodePlace } from "../domain/prices/list/node-place.ts";
import type { CloudPrices } from "../domain/prices/list/price-list.ts";
import { type ListPlaces, listsInUse, type UsedList } from "./lists-in-use.ts";
import { readCloudPrices } from "./read-cloud-prices.ts";

/** What is kept of a cloud's list: the regions that somebody asked for so far. */
interface KeptList {
  readonly version: number | null;
  readonly places: ReadonlySet<string>;
  readonly prices: Promise<CloudPrices>;
}

/**
 * Keeps the lists in use, read when nodes first lie in a region: only the clouds, regions and local zones that are asked for,
 * and nothing at all where no node lies on a cloud that has a list. A newer list that is stored holds from the next question
 * on. What it gives throws PriceListError where a list cannot be read.
 */
export function priceShelf(places: ListPlaces = {}): ListsFor {
  const kept = new Map<ListedCloud, KeptList>();

  return async (nodes) => {
    const found = nodes.map(nodePlace).filter((place) => place !== null);
    const clouds = LISTED_CLOUDS.filter((cloud) => found.some((place) => place.cloud === cloud));
    if (clouds.length === 0) return [];
    const used = await listsInUse(places, clouds);
    return await Promise.all(used.map((list) => listOf(list, wantedPlaces(list.cloud, found))));
  };

  function listOf({ cloud, version }: UsedList, wanted: ReadonlySet<string>): Promise<CloudPrices> {
    const last = kept.get(cloud);
    const known = last?.version === version ? last : undefined;
    if (known && [...wanted].every((place) => known.places.has(place))) return known.prices;

    const all = new Set([...(last?.places ?? []), ...wanted]);
    const prices = readCloudPrices(cloud, { ...places, version, wanted: (region) => isWanted(region, all) });
    kept.set(cloud, { version, places: all, prices });
    // What could not be read is tried again by the next hour.
    prices.catch(() => kept.delete(cloud));
    return prices;
  }
}

function wantedPlaces(cloud: ListedCloud, places: readonly NodePlace[]): ReadonlySet<string> {
  const own = places.filter((place) => place.cloud === cloud);
  return new Set(own.flatMap(({ region, zoneGroup }) => (zoneGroup === "" ? [region] : [region, zoneGroup])));
}

/** Wavelength's groups have a number at the end that zones do not tell. */
function isWanted(region: string, places: ReadonlySet<string>): boolean {
  return places.has(region) || places.has(region.replace(/1$/, ""));
}
