import { toPico } from "./pico.ts";
import type { Price } from "./price.ts";

/** What a negotiated discount may apply to. */
export const DISCOUNTED = ["cpu", "ram", "gpu", "volume", "loadBalancer", "network", "fee"] as const;
export type Discounted = (typeof DISCOUNTED)[number];

/** A share off the list prices (the exporter's and the defaults); custom prices are taken as agreed. */
export interface Discount {
  /** 0 to 100. */
  readonly percent: number;
  readonly appliesTo: readonly Discounted[];
}

/** Takes the discounts off a list price, one after another. */
export function discounted(price: Price, kind: Discounted, discounts: readonly Discount[]): Price {
  if (price.source === "custom") return price;

  let left = price;
  for (const { percent, appliesTo } of discounts) {
    if (percent > 0 && appliesTo.includes(kind)) left = lessPercent(left, percent);
  }
  return left;
}

function lessPercent({ pico, source, rule }: Price, percent: number): Price {
  const whole = toPico(100);
  return { pico: (pico * (whole - toPico(percent))) / whole, source, rule: `${rule} less ${percent} %` };
}
