import { HOUR_MS } from "@kubecent/shared";
import {
  MINUTES_PER_HOUR,
  type PerMinute,
  type VolumeMount,
  type VolumeObservation,
} from "../../../domain/observation.ts";
import { FORMAL_BYTES, providerIdOf, volumeKind } from "../../../domain/volumes/volume-kinds.ts";
import { believableSizes } from "../series/believable.ts";
import { labelOf, nearestValue, type Series } from "../series/series.ts";
import { minuteMiddles } from "../time/minute-grid.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { type AssetContext, type Attendance, AttendanceBook, hasAttended } from "./attendance.ts";
import { billedSizes, type SizedVolume } from "./billed-sizes.ts";
import { priceReader, USUAL_PRICES } from "./read-prices.ts";
import { type ToldVolume, toldVolumes } from "./told-volumes.ts";
import { type VolumeFacts, volumeFactsByName } from "./volume-facts.ts";

export interface VolumeUse {
  readonly facts: FamilySeries;
  /** The mounts of each claim, by its key. */
  readonly mounts: ReadonlyMap<string, readonly VolumeMount[]>;
}

/** Observes the persistent volumes, claimed or not; one whose size nobody tells is left out. */
export function observeVolumes(
  series: FamilySeries,
  { facts, mounts }: VolumeUse,
  context: AssetContext,
): VolumeObservation[] {
  const told = toldVolumes(series, facts);
  const book = new AttendanceBook(
    told.flatMap(({ own }) => own),
    context,
  );
  const prices = Map.groupBy(series.of(ASSETS.volumePrice), (each) =>
    labelOf(each, "persistentvolume", "volumename"),
  );
  const factsOf = volumeFactsByName(facts);
  const sized = told.flatMap((volume): (SizedVolume & { perGibHour: number | null })[] => {
    const known = { ...factsOf(volume.name), ...volume.claim };
    const attendance = thereMinutes(book.attend(volume.own), known, { ...context, name: volume.name });
    const bytes = sizeOf(volume, known, context);
    if (Number.isNaN(bytes) || !hasAttended(attendance)) return [];
    const perGibHour = gibPrice(prices.get(volume.name) ?? [], { ...known, name: volume.name }, context);
    return [{ name: volume.name, facts: known, bytes, perGibHour, ...attendance }];
  });
  const billed = billedSizes(sized, context.findings);
  return sized.map((volume, index) => ({
    name: volume.name,
    namespace: volume.facts.namespace,
    claim: volume.facts.claim,
    storageClass: volume.facts.storageClass,
    providerId: providerIdOf(volume.facts.means),
    capacityBytes: billed[index] ?? volume.bytes,
    perGibHour: volume.perGibHour,
    seenMinutes: volume.seenMinutes,
    unobservedMinutes: volume.unobservedMinutes,
    mounts: mounts.get(`${volume.facts.namespace}\n${volume.facts.claim}`) ?? [],
  }));
}

type PricedVolume = Pick<VolumeFacts, "namespace" | "means"> & { readonly name: string };

/** The price nearest to the middle of the hour, or null. */
function gibPrice(
  copies: readonly Series[],
  { name, namespace, means }: PricedVolume,
  { hour, findings }: AssetContext,
): number | null {
  const subject = { kind: "volume", namespace, name } as const;
  const isOddAtNought = volumeKind(means) !== "node";
  const usual = USUAL_PRICES.perVolumeGibHour;
  const noting = { hour, findings, subject, part: "GiB", usual, isOddAtNought };
  const price = priceReader(copies, noting)(hour + HOUR_MS / 2);
  return Number.isNaN(price) ? null : price;
}

/** Without the minutes in which the volume was an object without a disk. */
function thereMinutes(
  attendance: Attendance,
  { isThere, namespace }: VolumeFacts,
  { hour, findings, name }: AssetContext & { readonly name: string },
): Attendance {
  const middles = minuteMiddles(hour);
  const there = middles.map(isThere);
  const minutes = there.filter((is) => !is).length;
  if (minutes === 0) return attendance;

  findings.note(
    "volume_not_there",
    { kind: "volume", namespace, name },
    { minutes, detail: "phase Pending or Failed" },
  );
  const kept = (shares: PerMinute): PerMinute =>
    shares.map((share, minute) => (there[minute] === true ? share : 0));
  return {
    seenMinutes: kept(attendance.seenMinutes),
    unobservedMinutes: kept(attendance.unobservedMinutes),
  };
}

/** The size averaged over the hour where the volume was grown in it, else what its claim or the kubelet tells. */
function sizeOf(
  { own, hasSize, name, claim }: ToldVolume,
  { claimedBytes, systemBytes, namespace }: VolumeFacts,
  { hour, findings }: AssetContext,
): number {
  const isClaim = claim.claim !== undefined;
  const samples = hasSize ? believableSizes(own, FORMAL_BYTES) : null;
  const refused = samples?.refused.values ?? [];
  if (samples && refused.length > 0) {
    const detail = `${refused[0]} B beside ${samples.values[0] ?? "nothing else"}`;
    const minutes = Math.min(MINUTES_PER_HOUR, refused.length);
    findings.note("volume_size_impossible", { kind: "volume", namespace, name }, { minutes, detail });
  }
  const isGuess = !samples || samples.values.length === 0;
  if (isGuess || isClaim) {
    const detail = claimedBytes > 0 ? "by its claim" : "by the kubelet's file system";
    const subject = { kind: "volume", namespace, name } as const;
    findings.note("volume_size_guessed", subject, { minutes: MINUTES_PER_HOUR, detail });
  }
  if (isGuess) return claimedBytes > 0 ? claimedBytes : systemBytes;

  const sizes = minuteMiddles(hour).map((middle) => nearestValue(samples, middle));
  const [first = Number.NaN] = sizes;
  const isSteady = sizes.every((size) => size === first);
  return isSteady ? first : sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}
