import { DEFAULT_PRICE_BOOK, type PriceBook } from "./price-book.ts";
import { FARGATE_STEPS, type PodSteps } from "./pod-steps.ts";
import { PriceBookFileSchema, type PriceBookFile, type WrittenPrice } from "./price-book-file.ts";
import type { NodeMatch, PriceRule } from "./price-rule.ts";

/** The book that a file says; its version is given when it is registered. */
export function bookOf(file: PriceBookFile): PriceBook {
  const { name, currency, defaults, discounts, prices } = PriceBookFileSchema.parse(file);
  return {
    name,
    version: 1,
    currency,
    defaults: { ...DEFAULT_PRICE_BOOK.defaults, ...defined(defaults) },
    rules: prices.map(ruleOf),
    discounts,
  };
}

function ruleOf(price: WrittenPrice): PriceRule {
  const valid = {
    validFrom: price.validFrom === undefined ? null : Date.parse(price.validFrom),
    validTo: price.validTo === undefined ? null : Date.parse(price.validTo),
    confirmed: price.confirmed ?? false,
  };
  switch (price.kind) {
    case "node": {
      const { perCpuCoreHour, perRamGibHour, perGpuHour, perNodeHour } = price;
      const { perPodCpuCoreHour, perPodRamGibHour } = price;
      const podSteps = stepsOf(price.podSteps);
      const byPod = { perPodCpuCoreHour, perPodRamGibHour, podSteps };
      const prices = defined({ perCpuCoreHour, perRamGibHour, perGpuHour, perNodeHour, ...byPod });
      return { kind: "node", match: nodeMatch(price), ...prices, ...valid };
    }
    case "volume": {
      const { providerId, volume, storageClass, driver, perGibHour } = price;
      const match = defined({ providerId, volume, storageClass, driver });
      return { kind: "volume", match, perGibHour, ...valid };
    }
    case "loadBalancer": {
      const { namespace, service, perHour } = price;
      return { kind: "loadBalancer", match: defined({ namespace, service }), perHour, ...valid };
    }
    case "network":
      return { kind: "network", match: { reach: price.reach }, perGib: price.perGib, ...valid };
    case "fee":
      return { kind: "fee", match: {}, perHour: price.perHour, ...valid };
  }
}

function stepsOf(steps: Extract<WrittenPrice, { kind: "node" }>["podSteps"]): PodSteps | undefined {
  if (steps === undefined) return undefined;
  return steps === "fargate" ? FARGATE_STEPS : { overheadRamGib: 0, steps };
}

function nodeMatch(price: Extract<WrittenPrice, { kind: "node" }>): NodeMatch {
  const { providerId, node, instanceType, region, label } = price;
  const split = label?.indexOf("=") ?? -1;
  return {
    ...defined({ providerId, node, instanceType, region }),
    ...(label !== undefined && { label: { name: label.slice(0, split), value: label.slice(split + 1) } }),
  };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The fields that are there: a field that is undefined would hide what it is spread over. */
function defined<T extends object>(fields: T): Defined<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is undefined was just left out
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
