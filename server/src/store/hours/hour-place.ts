import type { Instant } from "@kubecent/shared";
import type { CostRowKind } from "../../domain/allocation/measured-hour.ts";

/** A cluster's hour, as its rows are found. */
export interface HourPlace {
  readonly clusterId: number;
  readonly hour: Instant;
}

/** Kinds of rows by the number that each is kept under; the numbers are in the data for good. */
export const ROW_KINDS: readonly CostRowKind[] = ["container", "pod", "service", "unmounted"];
