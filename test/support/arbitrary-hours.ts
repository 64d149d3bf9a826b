import { HOUR_MS, type Instant } from "@kubecent/shared";
import * as fc from "fast-check";
import type { Observation } from "../../server/src/domain/observation.ts";
import { arbitraryObservation } from "../unit/domain/arbitrary-observation.ts";
import { HOUR } from "./observations.ts";

/** `count` arbitrary hours of one cluster, one after another; the same seed gives the same hours. */
export function arbitraryHours(first: Instant, count: number, seed: number): Observation[] {
  return fc.sample(arbitraryObservation, { numRuns: count, seed }).map((observation, index) => {
    const hour = first + index * HOUR_MS;
    const shift = (instant: Instant): Instant => instant - HOUR + hour;
    const gaps = observation.gaps.map((gap) => ({ ...gap, start: shift(gap.start), end: shift(gap.end) }));
    return { ...observation, source: "prometheus", hour, gaps };
  });
}
