import { HOUR_MS } from "@kubecent/shared";
import type { VolumeMount, VolumeObservation } from "../../../domain/observation.ts";
import { joinSamples, labelOf, nearestValue, type Series } from "../series/series.ts";
import { minuteMiddles } from "../time/minute-grid.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { type AssetContext, AttendanceBook, hasAttended } from "./attendance.ts";
import { volumeFactsByName } from "./volume-facts.ts";

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
  const sized = series.of(ASSETS.volumeCapacity);
  const told = sized.length > 0 ? sized : series.of(ASSETS.volumePrice);
  const book = new AttendanceBook(told, context);
  const prices = Map.groupBy(series.of(ASSETS.volumePrice), volumeOf);
  const factsOf = volumeFactsByName(facts);
  return [...Map.groupBy(told, volumeOf)].flatMap(([name, own]) => {
    const attendance = book.attend(own);
    const { claimedBytes, ...described } = factsOf(name);
    const capacityBytes = told === sized ? meanOverHour(own, context) : claimedBytes;
    const price = prices.get(name);
    return Number.isNaN(capacityBytes) || !hasAttended(attendance)
      ? []
      : [
          {
            name,
            ...described,
            capacityBytes,
            perGibHour: price ? nearestValue(joinSamples(price), context.hour + HOUR_MS / 2) : null,
            ...attendance,
            mounts: mounts.get(`${described.namespace}\n${described.claim}`) ?? [],
          },
        ];
  });
}

function volumeOf(series: Series): string {
  return labelOf(series, "persistentvolume", "volumename");
}

/** The size, averaged over the hour where the volume was grown in it. */
function meanOverHour(copies: readonly Series[], { hour }: AssetContext): number {
  const samples = joinSamples(copies);
  const sizes = minuteMiddles(hour).map((middle) => nearestValue(samples, middle));
  const [first = Number.NaN] = sizes;
  const isSteady = sizes.every((size) => size === first);
  return isSteady ? first : sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}
