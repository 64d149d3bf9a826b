import { LISTED_CLOUDS, type ListedCloud } from "../domain/prices/list/machine-type.ts";
import type { ListsFor } from "../domain/prices/list/list-price.ts";
import { type NodePlace, nodePlace } from "../domain/prices/list/node-place.ts";
import type { CloudPrices } from "../domain/prices/list/price-list.ts";
import { LIST_FOLDER, readCloudPrices } from "./read-cloud-prices.ts";

/** What is kept of a cloud's list: the regions that somebody asked for so far. */
interface KeptList {
  readonly places: ReadonlySet<string>;
  readonly prices: Promise<CloudPrices>;
}

/**
 * Keeps the lists that come with KubeCent, read when nodes first lie in a region: only the clouds, regions and local zones
 * that are asked for, and nothing at all where no node lies on a cloud that has a list. What it gives throws PriceListError
 * where a list cannot be read.
 */
export function priceShelf(folder: string = LIST_FOLDER): ListsFor {
  const kept = new Map<ListedCloud, KeptList>();

  return async (nodes) => {
    const places = nodes.map(nodePlace).filter((place) => place !== null);
    const clouds = LISTED_CLOUDS.filter((cloud) => places.some((place) => place.cloud === cloud));
    return await Promise.all(clouds.map((cloud) => listOf(cloud, wantedPlaces(cloud, places))));
  };

  function listOf(cloud: ListedCloud, wanted: ReadonlySet<string>): Promise<CloudPrices> {
    const known = kept.get(cloud);
    if (known && [...wanted].every((place) => known.places.has(place))) return known.prices;

    const all = new Set([...(known?.places ?? []), ...wanted]);
    const prices = readCloudPrices(cloud, { folder, wanted: (region) => isWanted(region, all) });
    kept.set(cloud, { places: all, prices });
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
