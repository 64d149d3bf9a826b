import * as fc from "fast-check";
import { expect, test } from "vitest";
import { wholeNodes } from "../../support/allocated.ts";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import type { CostRow, HourCosts } from "../../../server/src/domain/allocation/hour-costs.ts";
import { type Measure, MONEY_MEASURES } from "../../../server/src/domain/allocation/measures.ts";
import type {
  NetworkPrices,
  Observation,
  ReportedNodePrice,
} from "../../../server/src/domain/observation.ts";
import type { PriceBook } from "../../../server/src/domain/prices/price-book.ts";
import type { PriceRule } from "../../../server/src/domain/prices/price-rule.ts";
import { ROUND_BOOK } from "../../support/observations.ts";
import { arbitraryBook } from "./arbitrary-book.ts";
import { arbitraryObservation } from "./arbitrary-observation.ts";
import { keyOf, rowsByKey } from "./row-keys.ts";

type MoneyMeasure = (typeof MONEY_MEASURES)[number];

const factorArbitrary = fc.integer({ min: 2, max: 20 });

function scaleNodePrice(price: ReportedNodePrice | null, factor: number): ReportedNodePrice | null {
  return price && Object.fromEntries(Object.entries(price).map(([part, each]) => [part, each * factor]));
}

function scaleNetworkPrices(prices: NetworkPrices | null, factor: number): NetworkPrices | null {
  return (
    prices && {
      perZoneGib: prices.perZoneGib * factor,
      perRegionGib: prices.perRegionGib * factor,
      perInternetGib: prices.perInternetGib * factor,
    }
  );
}

function scaleRule(rule: PriceRule, factor: number): PriceRule {
  const prices = Object.entries(rule).filter(([name]) => name.startsWith("per"));
  return { ...rule, ...Object.fromEntries(prices.map(([name, each]) => [name, Number(each) * factor])) };
}

function scaleBook({ defaults, rules, ...book }: PriceBook, factor: number): PriceBook {
  return {
    ...book,
    rules: rules.map((rule) => scaleRule(rule, factor)),
    defaults: {
      perCpuCoreHour: defaults.perCpuCoreHour * factor,
      perRamGibHour: defaults.perRamGibHour * factor,
      perGpuHour: defaults.perGpuHour * factor,
      perSpotCpuCoreHour: defaults.perSpotCpuCoreHour * factor,
      perSpotRamGibHour: defaults.perSpotRamGibHour * factor,
      perVolumeGibHour: defaults.perVolumeGibHour * factor,
      perLoadBalancerHour: defaults.perLoadBalancerHour * factor,
      perZoneGib: defaults.perZoneGib * factor,
      perRegionGib: defaults.perRegionGib * factor,
      perInternetGib: defaults.perInternetGib * factor,
    },
  };
}

function scaleOrNull(price: number | null, factor: number): number | null {
  return price === null ? null : price * factor;
}

function scalePrices(observation: Observation, factor: number): Observation {
  const { nodes, volumes, loadBalancers, networkPrices, fee } = observation;
  return {
    ...observation,
    nodes: nodes.map((node) => ({
      ...node,
      spans: node.spans.map((span) => ({ ...span, price: scaleNodePrice(span.price, factor) })),
    })),
    volumes: volumes.map((each) => ({ ...each, perGibHour: scaleOrNull(each.perGibHour, factor) })),
    loadBalancers: loadBalancers.map((each) => ({ ...each, perHour: scaleOrNull(each.perHour, factor) })),
    networkPrices: scaleNetworkPrices(networkPrices, factor),
    fee: fee && { ...fee, perHour: scaleOrNull(fee.perHour, factor) },
  };
}

/** A row's quantities that a kind of money is made of, in nano-units of what is priced. */
const TAKEN = {
  cpuNano: ["cpuNanoCoreHours"],
  ramNano: ["ramNanoGibHours"],
  gpuNano: ["gpuNanoHours"],
  volumeNano: ["volumeNanoGibHours"],
  networkNano: ["networkZoneBytes", "networkRegionBytes", "networkInternetBytes"],
  loadBalancerNano: ["loadBalancerNanoHours"],
} as const satisfies Record<MoneyMeasure, readonly Measure[]>;

/** A cost is rounded once; a share of a split in its total and at both ends, for each that it is split from. */
const ROUNDINGS: Record<MoneyMeasure, number> = {
  cpuNano: 1,
  ramNano: 1,
  gpuNano: 1,
  volumeNano: 3,
  networkNano: 9,
  loadBalancerNano: 3,
};

/** A price is rounded when it is read, and after each of at most two discounts. */
const PRICE_ROUNDINGS = 3;

/** How far k times a cost may be from the cost at k times the price, apart from the factor k. */
function slackOf({ measures }: CostRow, measure: MoneyMeasure): number {
  const taken = TAKEN[measure].reduce((sum, each) => sum + Number(measures[each]), 0);
  // A price is rounded to a trillionth: of a thousand hours (in nano-hours: 1e12) that makes a nano.
  return ROUNDINGS[measure] + (PRICE_ROUNDINGS * taken) / 1e12;
}

/** A row of neither money nor quantity is left out: one that is missing is a row of nothing. */
function costOf(rows: Map<string, CostRow>, key: string, measure: MoneyMeasure): bigint {
  return rows.get(key)?.measures[measure] ?? 0n;
}

test("prices that are all k times as high make each cost k times as high, but for a nano a rounding", () => {
  fc.assert(
    fc.property(arbitraryObservation, arbitraryBook, factorArbitrary, (observation, book, factor) => {
      const plain = rowsByKey(allocateHour(observation, book));
      const scaled = rowsByKey(allocateHour(scalePrices(observation, factor), scaleBook(book, factor)));

      const astray = [...plain].filter(([key, row]) =>
        MONEY_MEASURES.some((measure) => {
          const off = costOf(scaled, key, measure) - row.measures[measure] * BigInt(factor);
          return Math.abs(Number(off)) > slackOf(row, measure) * factor;
        }),
      );
      expect(astray).toEqual([]);
      expect([...scaled.keys()]).toEqual([...plain.keys()]);
    }),
  );
});

test("prices change no quantity", () => {
  fc.assert(
    fc.property(arbitraryObservation, arbitraryBook, factorArbitrary, (observation, book, factor) => {
      const plain = allocateHour(observation, ROUND_BOOK);
      const scaled = allocateHour(scalePrices(observation, factor), book);

      expect(quantities(scaled)).toEqual(quantities(plain));
    }),
  );
});

/** What was taken, by row, where anything was, and what each node had. */
function quantities(hour: HourCosts): object {
  const taken = hour.rows.map((row): [string, bigint[]] => {
    const { cpuNanoCoreHours, ramNanoGibHours, gpuNanoHours, volumeNanoGibHours, networkInternetBytes } =
      row.measures;
    return [
      keyOf(row),
      [cpuNanoCoreHours, ramNanoGibHours, gpuNanoHours, volumeNanoGibHours, networkInternetBytes],
    ];
  });
  return {
    taken: taken.filter(([, each]) => each.some((quantity) => quantity > 0n)),
    had: wholeNodes(hour.nodes).map(({ name, capacity }) => ({ name, capacity })),
  };
}
