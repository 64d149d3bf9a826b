import type { PriceSource } from "@kubecent/sdk";

const SOURCES: Readonly<Record<PriceSource, string>> = {
  custom: "your price book",
  exporter: "the cluster's price exporter",
  list: "the cloud's list",
  estimate: "an estimate by the cloud's list",
  default: "a default, which is a guess",
};

/** Where a price came from, for people. */
export function sourceInWords(source: PriceSource): string {
  return SOURCES[source];
}
