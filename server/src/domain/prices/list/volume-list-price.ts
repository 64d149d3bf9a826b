import { meansIn } from "../../volumes/volume-kinds.ts";
import type { Price } from "../price.ts";
import type { ListedCloud } from "./machine-type.ts";
import { nodePlace, type PlacedNode } from "./node-place.ts";
import type { PriceLists } from "./list-price.ts";
import type { RegionPrices } from "./price-list.ts";

/** A region's prices of volumes. */
export interface VolumeList {
  readonly cloud: ListedCloud;
  readonly region: RegionPrices;
}

/** What a volume of a storage class is, in the words of the list: the classes that come with a cloud, and those named like its kinds. */
const KINDS_OF_CLASSES: Readonly<Record<ListedCloud, Readonly<Record<string, string>>>> = {
  aws: { gp2: "gp2", gp3: "gp3" },
  azure: {},
  gcp: { standard: "pd-standard", "pd-standard": "pd-standard", "premium-rwo": "pd-ssd", "pd-ssd": "pd-ssd" },
};
/** A month of an average year, as bills count volumes. */
const HOURS_PER_MONTH = 730n;

/** True where a list may know a volume's price, whatever its cloud. */
export function isListedClass(storageClass: string): boolean {
  return Object.values(KINDS_OF_CLASSES).some((kinds) => Object.hasOwn(kinds, storageClass));
}

/**
 * The list that prices a cluster's volumes: a volume does not tell its region, so it is that of the nodes, and there is none where
 * these lie in several, or in a local zone.
 */
export function volumeList(nodes: readonly PlacedNode[], lists: PriceLists): VolumeList | null {
  const places = nodes.map(nodePlace);
  const [place] = places;
  const isOne = places.every(
    (each) => each?.cloud === place?.cloud && each?.region === place?.region && each?.zoneGroup === "",
  );
  const region = lists.find(({ cloud }) => cloud === place?.cloud)?.regions.get(place?.region ?? "");
  return place && isOne && region ? { cloud: place.cloud, region } : null;
}

/** What a GiB-hour of a disk costs by the list; null where its class tells no kind that the list knows. */
export function listedVolumePrice(
  { storageClass, providerId }: { readonly storageClass: string; readonly providerId: string },
  { cloud, region }: VolumeList,
): Price | null {
  const kind = KINDS_OF_CLASSES[cloud][storageClass];
  const listed = kind === undefined ? undefined : region.volumes.get(kind);
  if (!listed || kind === undefined || meansIn(providerId).driver !== "") return null;
  const rule = `list ${listed.origin.date}, ${kind} in ${region.region}`;
  return { pico: (2n * listed.pico + HOURS_PER_MONTH) / (2n * HOURS_PER_MONTH), source: "list", rule };
}
