import type { PriceSource } from "@kubecent/sdk";

/** Where prices come from, for people: a word for cells, words within a sentence, and a sentence of its own. */
export const PRICE_SOURCES: Readonly<Record<PriceSource, { name: string; phrase: string; title: string }>> = {
  custom: { name: "your prices", phrase: "your price book", title: "From a price book of your own" },
  exporter: {
    name: "exporter",
    phrase: "the cluster's price exporter",
    title: "As the cluster's exporter says",
  },
  karpenter: {
    name: "Karpenter",
    phrase: "Karpenter's own estimate",
    title: "As Karpenter in the cluster estimates it, from what the cloud asks now",
  },
  list: { name: "list", phrase: "the cloud's list", title: "From the cloud's list of on-demand prices" },
  estimate: {
    name: "estimate",
    phrase: "an estimate by the cloud's list",
    title: "Estimated by the cloud's list: it has no price for exactly this",
  },
  default: {
    name: "default",
    phrase: "a default, which is a guess",
    title: "Our default, which is a guess: nothing is known of its price",
  },
  none: {
    name: "not priced",
    phrase: "nobody: it is not priced",
    title: "Not priced: nothing is known that it could be priced by. It is not free",
  },
};
