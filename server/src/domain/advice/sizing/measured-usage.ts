import type { Instant } from "@kubecent/shared";
import { type ReadSketch, readSketch } from "../../usage/usage-sketch.ts";
import type { PodDay } from "../evidence.ts";

export type Resource = "cpu" | "ram";

/** Everything that was measured of one resource of a container, over pods and days. */
export interface MeasuredUsage {
  /** Minutes that were measured. */
  readonly minutes: number;
  /** Minutes measured of those in which it ran; 0 where it never ran. */
  readonly coverage: number;
  /** The greatest minute of all pods; null of none. In cores, or bytes. */
  readonly max: number | null;
  /** A quantile of the minutes of all pods together; NaN of none. */
  quantile(share: number): number;
}

/** What the days say of a resource, all pods together. */
export function measuredUsage(days: readonly PodDay[], resource: Resource): MeasuredUsage {
  let merged: ReadSketch | undefined;
  const sketch = (): ReadSketch => (merged ??= mergedSketchOf(days, resource));
  const ran = sum(days, ({ ranSeconds }) => ranSeconds);
  const seen = sum(days, (day) => Math.min(seenSeconds(day, resource), day.ranSeconds));
  const maxima = days.flatMap((day) => maxOf(day, resource) ?? []);
  return {
    get minutes() {
      return sketch().count;
    },
    coverage: ran > 0 ? seen / ran : 0,
    max: maxima.length === 0 ? null : maxima.reduce((most, value) => Math.max(most, value)),
    quantile: (share) => sketch().quantile(share),
  };
}

/** The sketch of all minutes of a resource. */
export function mergedSketchOf(days: readonly PodDay[], resource: Resource): ReadSketch {
  return readSketch(Buffer.concat(days.flatMap((day) => day[resource] ?? [])));
}

/** The greatest value of a pod's day; null where nothing was measured. */
export function maxOf({ cpuMaxCores, ramMaxBytes }: PodDay, resource: Resource): number | null {
  return resource === "cpu" ? cpuMaxCores : ramMaxBytes;
}

/** How long a resource was measured on a pod's day. */
export function seenSeconds({ cpuSeenSeconds, ramSeenSeconds }: PodDay, resource: Resource): number {
  return resource === "cpu" ? cpuSeenSeconds : ramSeenSeconds;
}

/** The entries by their pod. */
export function byPod(days: readonly PodDay[]): Map<string, PodDay[]> {
  return Map.groupBy(days, ({ pod }) => pod);
}

/** The entries by their day, in order. */
export function byDay(days: readonly PodDay[]): [Instant, PodDay[]][] {
  return [...Map.groupBy(days, ({ day }) => day)].toSorted(([one], [other]) => one - other);
}

export function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
