import type { Instant } from "@kubecent/shared";
import { volumeKind, type VolumeMeans } from "../../../domain/volumes/volume-kinds.ts";
import { VOLUME_FACTS, VOLUME_PHASES } from "../query/families.ts";
import { type HourReader, type Reading, readStates } from "../query/hour-reader.ts";
import { type FamilySeries, readFamilies } from "../query/family-series.ts";
import { joinSamples, labelOf, nearestValue, type Series } from "../series/series.ts";

/** What is known of a volume beside its size and price. */
export interface VolumeFacts {
  readonly namespace: string;
  readonly claim: string;
  readonly storageClass: string;
  readonly means: VolumeMeans;
  /** What its claim asks for, where nobody tells the volume's own size; NaN where unknown. */
  readonly claimedBytes: number;
  /** What lies in it, and the file system that it is or lies in, by the kubelet; NaN where unknown. */
  readonly usedBytes: number;
  readonly systemBytes: number;
  /** Whether there is a disk behind the volume object, by the moment. */
  readonly isThere: (instant: Instant) => boolean;
}

/** Labels that hold the provider's id of a volume, by how it is attached. */
const PROVIDER_LABELS = ["csi_volume_handle", "ebs_volume_id", "gce_persistent_disk_name", "azure_disk_name"];

/** Reads what describes the hour's volumes; read widely also those of three hours before and after. */
export function readVolumeFacts(reader: HourReader, reading: Reading): Promise<FamilySeries> {
  return Promise.all([
    readFamilies(Object.values(VOLUME_FACTS), (family) => reader.lastSamples(family, reading)),
    readFamilies([VOLUME_PHASES], (family) => readStates(reader, family, { ...reading, identify: phaseOf })),
  ]).then(([facts, phases]) => facts.joinedWith(phases));
}

function phaseOf(series: Series): string {
  return `${labelOf(series, "persistentvolume")}\n${labelOf(series, "phase")}`;
}

/** Looks up what describes a volume, by its name. */
export function volumeFactsByName(facts: FamilySeries): (volume: string) => VolumeFacts {
  const claims = byLabel(facts.of(VOLUME_FACTS.claims), "volumename");
  const refs = byLabel(facts.of(VOLUME_FACTS.claimRefs), "persistentvolume");
  const info = byLabel(facts.of(VOLUME_FACTS.volumeInfo), "persistentvolume");
  const exporterInfo = byLabel(facts.of(VOLUME_FACTS.exporterVolumeInfo), "persistentvolume");
  const sizeOf = byClaim(facts.of(VOLUME_FACTS.claimBytes));
  const usedOf = byClaim(facts.of(VOLUME_FACTS.used));
  const systemOf = byClaim(facts.of(VOLUME_FACTS.systemBytes));
  const provisioners = byLabel(facts.of(VOLUME_FACTS.classes), "storageclass");
  const phases = Map.groupBy(facts.of(VOLUME_PHASES), (each) => labelOf(each, "persistentvolume"));
  return (volume) => {
    const { namespace, claim } = claimOf(claims.get(volume), refs.get(volume));
    const told = [claims.get(volume), exporterInfo.get(volume), info.get(volume)];
    const storageClass = firstLabel(told, ["storageclass"]);
    const provisioner = firstLabel([provisioners.get(storageClass)], ["provisioner"]);
    const key = `${namespace}\n${claim}`;
    return {
      namespace,
      claim,
      storageClass,
      means: { ...attached(info.get(volume), told), storageClass, provisioner },
      claimedBytes: sizeOf(key),
      usedBytes: usedOf(key),
      systemBytes: systemOf(key),
      isThere: thereBy(phases.get(volume) ?? []),
    };
  };
}

/** How a volume is attached, and the id that its provider or server knows it by. */
function attached(
  info: Series | undefined,
  told: readonly (Series | undefined)[],
): Pick<VolumeMeans, "driver" | "handle"> {
  const label = (name: string): string => (info ? labelOf(info, name) : "");
  const [server, path] = [label("nfs_server"), label("nfs_path")];
  if (server !== "") return { driver: "nfs", handle: `${server}:${path}` };
  if (label("local_path") !== "") return { driver: "local", handle: label("local_path") };
  if (label("host_path") !== "") return { driver: "hostPath", handle: label("host_path") };

  const driver = label("csi_driver");
  const id = firstLabel(told, ["provider_id", ...PROVIDER_LABELS]);
  const isDisk = volumeKind({ driver, handle: id, storageClass: "", provisioner: "" }) === "disk";
  return { driver, handle: isDisk ? id : label("csi_volume_handle") || id };
}

/** A volume that is pending or has failed is an object without a disk. */
function thereBy(phases: readonly Series[]): (instant: Instant) => boolean {
  const byPhase = [...Map.groupBy(phases, (each) => labelOf(each, "phase")).values()].map(joinSamples);
  return (instant) => byPhase.every((samples) => nearestValue(samples, instant) !== 1);
}

/** The greatest of what is told of a claim: several nodes may have it mounted. */
function byClaim(series: readonly Series[]): (claim: string) => number {
  const values = Map.groupBy(series, claimKey);
  return (claim) => {
    const told = (values.get(claim) ?? []).flatMap((each) => [...each.values]).filter((value) => value >= 0);
    return told.length > 0 ? Math.max(...told) : Number.NaN;
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
