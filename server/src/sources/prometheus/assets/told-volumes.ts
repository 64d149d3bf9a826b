import { ASSETS, VOLUME_FACTS } from "../query/families.ts";
import { type FamilySeries, readFamilies } from "../query/family-series.ts";
import type { HourReader, Reading } from "../query/hour-reader.ts";
import { labelOf, type Series } from "../series/series.ts";
import { claimKey } from "./volume-facts.ts";

/** A volume, and the series that show that it is there. */
export interface ToldVolume {
  readonly name: string;
  readonly own: readonly Series[];
  /** Whether those series tell its size. */
  readonly hasSize: boolean;
  /** The claim, where only that is told and the volume itself is not. */
  readonly claim: { readonly namespace?: string; readonly claim?: string };
}

/** Families that show claims where nobody tells of volumes: the claims' sizes, and the kubelets' statistics. */
const STAND_INS = [VOLUME_FACTS.claimBytes, VOLUME_FACTS.systemBytes] as const;

/** Reads what stands in for the volumes where nobody tells of any; nothing where somebody does. */
export function readVolumeStandIns(
  series: FamilySeries,
  reader: HourReader,
  reading: Reading = {},
): Promise<FamilySeries> {
  const isTold = series.of(ASSETS.volumeCapacity, ASSETS.volumePrice).length > 0;
  return readFamilies(isTold ? [] : STAND_INS, (family) => reader.samples(family, reading));
}

/** Finds the volumes: by their sizes, else by their prices, else by the claims that have a size. */
export function toldVolumes(series: FamilySeries, facts: FamilySeries): ToldVolume[] {
  const sized = series.of(ASSETS.volumeCapacity);
  if (sized.length > 0) return byVolume(sized, true);

  const priced = series.of(ASSETS.volumePrice);
  if (priced.length > 0) return byVolume(priced, false);

  const [asked, measured] = STAND_INS.map((family) => series.of(family));
  const claims = asked && asked.length > 0 ? asked : (measured ?? []);
  return byClaim(claims, facts);
}

/** The series that stand in for the volumes; none where somebody tells of volumes. */
export function volumeStandIns(series: FamilySeries): readonly Series[] {
  return series.of(...STAND_INS);
}

function byVolume(series: readonly Series[], hasSize: boolean): ToldVolume[] {
  const byName = Map.groupBy(series, (each) => labelOf(each, "persistentvolume", "volumename"));
  return [...byName].map(([name, own]) => ({ name, own, hasSize, claim: {} }));
}

/** A volume is named by its claim's facts; without them it bears its claim's name. */
function byClaim(series: readonly Series[], facts: FamilySeries): ToldVolume[] {
  const volumes = new Map(
    facts.of(VOLUME_FACTS.claims).map((each) => [claimKey(each), labelOf(each, "volumename")] as const),
  );
  return [...Map.groupBy(series, claimKey)].map(([key, own]) => {
    const [namespace = "", claim = ""] = key.split("\n");
    return { name: volumes.get(key) || claim, own, hasSize: true, claim: { namespace, claim } };
  });
}
