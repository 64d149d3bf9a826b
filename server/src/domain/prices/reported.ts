import type { ReportedNodePrice } from "../observation.ts";
import { HIGHEST_PRICE, toPico } from "./price.ts";

const PICO_PER_UNIT = 1e12;

/** A pico price as the number that it was made from. */
export function fromPico(pico: bigint): number {
  return Number(pico) / PICO_PER_UNIT;
}

/**
 * A reported price as the store keeps it, in whole pico-units: priced now or later, it comes to the same.
 * What is no price (negative, NaN, beyond a million) counts as not reported: one odd sample costs no hour.
 */
export function priceAsKept(price: number | null | undefined): number | null {
  const isPrice = typeof price === "number" && price >= 0 && price <= HIGHEST_PRICE;
  return isPrice ? fromPico(toPico(price)) : null;
}

/** A node's reported price as the store keeps it; null where nothing is left of it. */
export function reportedAsKept(price: ReportedNodePrice | null): ReportedNodePrice | null {
  const perCpuCoreHour = priceAsKept(price?.perCpuCoreHour);
  const perRamGibHour = priceAsKept(price?.perRamGibHour);
  const perGpuHour = priceAsKept(price?.perGpuHour);
  const perNodeHour = priceAsKept(price?.perNodeHour);
  const kept: ReportedNodePrice = {
    ...(perCpuCoreHour !== null && { perCpuCoreHour }),
    ...(perRamGibHour !== null && { perRamGibHour }),
    ...(perGpuHour !== null && { perGpuHour }),
    ...(perNodeHour !== null && { perNodeHour }),
  };
  return Object.keys(kept).length > 0 ? kept : null;
}
