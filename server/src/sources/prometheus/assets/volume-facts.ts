import { VOLUME_FACTS } from "../query/families.ts";
import type { HourReader, Reading } from "../query/hour-reader.ts";
import { type FamilySeries, readFamilies } from "../query/family-series.ts";
import { labelOf, type Series } from "../series/series.ts";

/** What is known of a volume beside its size and price. */
export interface VolumeFacts {
  readonly namespace: string;
  readonly claim: string;
  readonly storageClass: string;
  readonly providerId: string;
  /** What its claim asks for, where nobody tells the volume's own size; NaN where unknown. */
  readonly claimedBytes: number;
}

/** Labels that hold the provider's id of a volume, by how it is attached. */
const PROVIDER_LABELS = ["csi_volume_handle", "ebs_volume_id", "gce_persistent_disk_name", "azure_disk_name"];

/** Reads what describes the hour's volumes; read widely also those of three hours before and after. */
export function readVolumeFacts(reader: HourReader, reading: Reading): Promise<FamilySeries> {
  return readFamilies(Object.values(VOLUME_FACTS), (family) => reader.lastSamples(family, reading));
}

/** Looks up what describes a volume, by its name. */
export function volumeFactsByName(facts: FamilySeries): (volume: string) => VolumeFacts {
  const claims = byLabel(facts.of(VOLUME_FACTS.claims), "volumename");
  const refs = byLabel(facts.of(VOLUME_FACTS.claimRefs), "persistentvolume");
  const info = byLabel(facts.of(VOLUME_FACTS.volumeInfo), "persistentvolume");
  const exporterInfo = byLabel(facts.of(VOLUME_FACTS.exporterVolumeInfo), "persistentvolume");
  const sizes = Map.groupBy(facts.of(VOLUME_FACTS.claimBytes), claimKey);
  return (volume) => {
    const { namespace, claim } = claimOf(claims.get(volume), refs.get(volume));
    const told = [claims.get(volume), exporterInfo.get(volume), info.get(volume)];
    return {
      namespace,
      claim,
      storageClass: firstLabel(told, ["storageclass"]),
      providerId: firstLabel(told, ["provider_id", ...PROVIDER_LABELS]),
      claimedBytes: sizes.get(`${namespace}\n${claim}`)?.[0]?.values.at(-1) ?? Number.NaN,
    };
  };
}

/** Names the claim that a series tells of. */
export function claimKey(series: Series): string {
  return `${labelOf(series, "namespace")}\n${labelOf(series, "persistentvolumeclaim")}`;
}

function claimOf(
  claim: Series | undefined,
  ref: Series | undefined,
): Pick<VolumeFacts, "namespace" | "claim"> {
  if (claim) {
    return { namespace: labelOf(claim, "namespace"), claim: labelOf(claim, "persistentvolumeclaim") };
  }
  return { namespace: firstLabel([ref], ["claim_namespace"]), claim: firstLabel([ref], ["name"]) };
}

function firstLabel(series: readonly (Series | undefined)[], labels: readonly string[]): string {
  const values = series.map((each) => (each ? labelOf(each, ...labels) : ""));
  return values.find((value) => value !== "") ?? "";
}

function byLabel(series: readonly Series[], label: string): Map<string, Series> {
  return new Map(series.map((each) => [labelOf(each, label), each]));
}
