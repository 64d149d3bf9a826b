import type { Instant } from "@kubecent/shared";

/** A cluster's UTC day, as its sums are found. */
export interface DayPlace {
  readonly clusterId: number;
  /** The instant at which the UTC day begins. */
  readonly day: Instant;
}

/** The hours of a whole day as bits, the first for the hour that begins at midnight. */
export const ALL_HOURS = 2 ** 24 - 1;
