import { meansIn } from "../../volumes/volume-kinds.ts";
import type { Price } from "../price.ts";
import { LISTED_CLOUDS, type ListedCloud } from "./machine-type.ts";
import type { NodePlace } from "./node-place.ts";
import type { PriceLists } from "./list-price.ts";
import type { RegionPrices } from "./price-list.ts";

/** What a volume of a storage class is, in the words of the list: the classes that come with a cloud, and those named like its kinds. */
const KINDS_OF_CLASSES: Readonly<Record<ListedCloud, Readonly<Record<string, string>>>> = {
  aws: { gp2: "gp2", gp3: "gp3" },
  azure: {},
  gcp: {
    standard: "pd-standard",
    "pd-standard": "pd-standard",
    "premium-rwo": "pd-ssd",
    "pd-ssd": "pd-ssd",
    "standard-rwo": "pd-balanced",
    "pd-balanced": "pd-balanced",
  },
};
/** Kinds whose names say what a volume is wherever they stand in the name of a class. */
const NAMED_KINDS: Readonly<Record<ListedCloud, readonly string[]>> = {
  aws: ["gp2", "gp3"],
  azure: [],
  gcp: ["pd-standard", "pd-ssd", "pd-balanced"],
};
/** Google's usual disk is in no list at hand. It costs ten seventeenths of an SSD: 0.10 and 0.17 in Iowa. */
const BALANCED = { kind: "pd-balanced", of: "pd-ssd", part: 10n, whole: 17n };
/** A month of an average year, as bills count volumes. */
const HOURS_PER_MONTH = 730n;

/** True where a list may know a volume's price, whatever its cloud. */
export function isListedClass(storageClass: string): boolean {
  return LISTED_CLOUDS.some((cloud) => kindOf(storageClass, cloud) !== null);
}

/** What a GiB-hour of a disk costs by the list; null where its place is not known, or its class tells no kind that the list knows there. */
export function listedVolumePrice(
  { storageClass, providerId, place }: ListedVolume,
  lists: PriceLists,
): Price | null {
  if (!place || place.zoneGroup !== "" || meansIn(providerId).driver !== "") return null;
  const region = lists.find(({ cloud }) => cloud === place.cloud)?.regions.get(place.region);
  const kind = kindOf(storageClass, place.cloud);
  if (!region || kind === null) return null;
  const isRegional = place.cloud === "gcp" && providerId.includes("/regions/");
  return priceOfKind(isRegional ? `${kind}-regional` : kind, region);
}

interface ListedVolume {
  readonly storageClass: string;
  readonly providerId: string;
  readonly place: NodePlace | null;
}

function kindOf(storageClass: string, cloud: ListedCloud): string | null {
  const known = KINDS_OF_CLASSES[cloud];
  const own = Object.hasOwn(known, storageClass) ? known[storageClass] : undefined;
  const named = Object.keys(known).find((kind) => isNamedLike(storageClass, kind, cloud));
  return own ?? (named === undefined ? null : (known[named] ?? null));
}

/** Whether a class of one's own has the name of a kind as a word, as `ebs-gp3-encrypted` does. */
function isNamedLike(storageClass: string, kind: string, cloud: ListedCloud): boolean {
  return (
    NAMED_KINDS[cloud].includes(kind) && `-${storageClass}-`.replaceAll(/[._]/g, "-").includes(`-${kind}-`)
  );
}

function priceOfKind(kind: string, { region, volumes }: RegionPrices): Price | null {
  const listed = volumes.get(kind);
  if (listed) {
    const rule = `list ${listed.origin.date}, ${kind} in ${region}`;
    return { pico: perHour(listed.pico), source: "list", rule };
  }
  const { of, part, whole } = BALANCED;
  const base = kind === BALANCED.kind ? volumes.get(of) : undefined;
  if (!base) return null;
  const rule = `estimated from ${of} in ${region}, list ${base.origin.date}, ${kind}`;
  return { pico: perHour((base.pico * part) / whole), source: "estimate", rule };
}

function perHour(monthPico: bigint): bigint {
  return (2n * monthPico + HOURS_PER_MONTH) / (2n * HOURS_PER_MONTH);
}
