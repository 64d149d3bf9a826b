import type { PriceSource } from "@kubecent/shared";

/** What an hour (traffic: a GiB) of something costs, who says so, and by which rule. */
export interface Price {
  /** Pico-units of the currency. */
  readonly pico: bigint;
  readonly source: PriceSource;
  /** Such as `default`, `exporter`, `node ip-10-0-0-1` or `exporter less 10 %`. */
  readonly rule: string;
}
