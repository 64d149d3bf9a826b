import type { Resource } from "./sizing/measured-usage.ts";

const MIB = 1_048_576;
/** Whole numbers of these are what people write into manifests, the roundest first. */
const STEPS: Readonly<Record<Resource, readonly number[]>> = {
  cpu: [1, 0.5, 0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001],
  ram: [1_024, 512, 256, 128, 100, 64, 50, 32, 16, 10, 8, 5, 4, 2, 1].map((mib) => mib * MIB),
};
/** Hours are kept in nano-units: nothing is told more exactly. */
const LEAST_UNITS: Readonly<Record<Resource, number>> = { cpu: 1e-9, ram: 1.1 };

/**
 * The amount in cores or bytes that a manifest has, of an average that is within a share of it: the one that is there to compare with,
 * such as a limit, or the roundest. Averages that are near none, as in an hour in which two sizes ran, stay.
 */
export function roundest(
  average: number,
  {
    resource,
    share,
    likely,
  }: { readonly resource: Resource; readonly share: number; readonly likely: number | null },
): number {
  const slack = average * share + LEAST_UNITS[resource];
  const isNear = (amount: number): boolean => Math.abs(amount - average) <= slack;
  if (likely !== null && isNear(likely)) return likely;
  return STEPS[resource].map((step) => toWhole(average, step)).find(isNear) ?? average;
}

function toWhole(amount: number, step: number): number {
  // Thousandths of a core divide without a remainder, which 0.001 does not.
  return step < 1 ? Math.round(amount / step) / Math.round(1 / step) : Math.round(amount / step) * step;
}
