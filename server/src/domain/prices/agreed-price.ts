import type { ReportedNodePrice } from "../observation.ts";
import { DEFAULT_PRICE_BOOK } from "./price-book.ts";

/** A node's size, to multiply the prices of its parts with. */
export interface PricedSize {
  readonly cpuCores: number;
  readonly ramGib: number;
  readonly gpus: number;
}

export type PriceDoubt = "node_price_contradicts" | "accelerators_priced_by_rest" | "accelerators_unpriced";

export interface AgreedPrice {
  readonly price: ReportedNodePrice;
  /** What had to be decided, null where all agrees. */
  readonly doubt: PriceDoubt | null;
  readonly detail: string;
}

/** Parts and total may differ by this share: exporters round, and count a node's memory in their own way. */
const TOLERANCE = 0.05;
/** Beyond this factor parts and total cannot both be about this node. */
const CONTRADICTION = 2;

/**
 * Brings what an exporter says of a node by part and in total to one price. What CPU and memory leave of the
 * total is the accelerators'; where they leave nothing, the exporter did not price them by part, and the total
 * is split among all. Where parts and total differ otherwise, the parts are believed, as they are multiplied
 * with what the node has now, unless the total is at least twice off and nearer to usual prices.
 */
export function agreedPrice(price: ReportedNodePrice, size: PricedSize): AgreedPrice {
  const { perCpuCoreHour: cpu, perRamGibHour: ram, perGpuHour: gpu } = price;
  const agreed: AgreedPrice = { price, doubt: null, detail: "" };
  if (cpu === undefined || ram === undefined) return agreed;

  const base = cpu * size.cpuCores + ram * size.ramGib;
  const total = price.perNodeHour ?? (gpu === 0 ? base : undefined);
  if (total === undefined || total <= 0) return agreed;

  const parts = base + (gpu ?? 0) * size.gpus;
  const detail = `parts ${short(parts)}, total ${short(total)}`;
  if (size.gpus > 0 && !isClose(parts, total)) {
    if (isClose(base, total))
      return { price: { perNodeHour: total }, doubt: "accelerators_unpriced", detail };
  }
  if (size.gpus > 0 && !gpu) return priceGpusByRest(price, { ...size, base, total, detail });
  return isClose(parts, total) ? agreed : contradiction(price, size, { parts, total, detail });
}

/** How many devices the total pays for, by the price of one; null where that cannot be told. */
export function devicesInTotal(price: ReportedNodePrice, size: Omit<PricedSize, "gpus">): number | null {
  const { perCpuCoreHour: cpu, perRamGibHour: ram, perGpuHour: gpu, perNodeHour: total } = price;
  if (cpu === undefined || ram === undefined || !gpu || total === undefined) return null;

  const devices = (total - cpu * size.cpuCores - ram * size.ramGib) / gpu;
  const whole = Math.round(devices);
  return whole >= 1 && Math.abs(devices - whole) <= TOLERANCE * whole ? whole : null;
}

function priceGpusByRest(
  price: ReportedNodePrice,
  { base, total, gpus, detail }: PricedSize & { base: number; total: number; detail: string },
): AgreedPrice {
  if (isClose(base, total)) return { price: { perNodeHour: total }, doubt: "accelerators_unpriced", detail };
  if (base > total) return { price, doubt: "node_price_contradicts", detail };
  return {
    price: { ...price, perGpuHour: (total - base) / gpus },
    doubt: "accelerators_priced_by_rest",
    detail,
  };
}

function contradiction(
  price: ReportedNodePrice,
  size: PricedSize,
  { parts, total, detail }: { parts: number; total: number; detail: string },
): AgreedPrice {
  const usual = usualPrice(size);
  const isFar = Math.max(parts / total, total / parts) > CONTRADICTION;
  const isTotalNearer = Math.abs(Math.log(total / usual)) < Math.abs(Math.log(parts / usual));
  const believed = isFar && isTotalNearer ? { perNodeHour: total } : price;
  return { price: believed, doubt: "node_price_contradicts", detail };
}

function usualPrice({ cpuCores, ramGib, gpus }: PricedSize): number {
  const { perCpuCoreHour, perRamGibHour, perGpuHour } = DEFAULT_PRICE_BOOK.defaults;
  return cpuCores * perCpuCoreHour + ramGib * perRamGibHour + gpus * perGpuHour;
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(a, b);
}

function short(price: number): string {
  return String(Number(price.toPrecision(4)));
}
