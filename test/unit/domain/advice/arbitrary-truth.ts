import * as fc from "fast-check";
import { flat, MIB, type PodTruth } from "./truth.ts";

/** A pod whose minutes are drawn from a few levels, for speed: what counts is how they are spread. */
function arbitraryPod(days: number): fc.Arbitrary<Omit<PodTruth, "pod">> {
  const level = fc.record({
    // A sketch takes what is below a millionth of a core for nothing: a share of that is no share.
    cpu: fc.integer({ min: 0, max: 40_000 }).map((tenths) => tenths / 10_000),
    mib: fc.integer({ min: 0, max: 3_000 }),
  });
  return fc
    .record({
      levels: fc.array(level, { minLength: 1, maxLength: 4 }),
      step: fc.integer({ min: 1, max: 97 }),
    })
    .map(({ levels, step }) => ({
      cpuCores: flat(days, 0).map((_, minute) => levels[Math.floor(minute / step) % levels.length]?.cpu ?? 0),
      ramBytes: flat(days, 0).map(
        (_, minute) => (levels[Math.floor(minute / step) % levels.length]?.mib ?? 0) * MIB,
      ),
    }));
}

/** One to three pods that ran for all of the days. */
export function arbitraryPods(days: number): fc.Arbitrary<PodTruth[]> {
  return fc
    .array(arbitraryPod(days), { minLength: 1, maxLength: 3 })
    .map((pods) => pods.map((pod, index) => ({ pod: `pod-${index}`, ...pod })));
}

/** Requests, and a limit of memory that is not below them. */
export const arbitraryRequests = fc.record({
  cpuCores: fc.integer({ min: 0, max: 8_000 }).map((milli) => milli / 1_000),
  ramBytes: fc.integer({ min: 0, max: 8_192 }).map((mib) => mib * MIB),
});
