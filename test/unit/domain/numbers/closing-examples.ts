import { closing, type HourCosts, partsTotal } from "../../../../server/src/domain/allocation/hour-costs.ts";
import { measureHour } from "../../../../server/src/domain/allocation/measure-hour.ts";
import { priceHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { totalNano } from "../../../../server/src/domain/allocation/measures.ts";
import { costNano, toPico } from "../../../../server/src/domain/prices/price.ts";
import { costFigures } from "../../../../server/src/api/figures.ts";
import {
  createContainer,
  createFee,
  createLoadBalancer,
  createNode,
  createObservation,
  createPod,
  createTraffic,
  createVolume,
  gib,
  minutesBetween,
} from "../../../support/observations.ts";
import type { Computation, Given } from "./given.ts";
import { allocate, allocateOnNode, createGivenNode, money, quantity, soleNode, sumOf } from "./hours.ts";

/** An hour with something of everything, with a gap. */
function allocateEverything(given: Given): HourCosts {
  const seenMinutes = minutesBetween(0, given.number("seen in minutes 0 to") + 1);
  const seen = {
    seenMinutes,
    unobservedMinutes: minutesBetween(45, given.number("unseen in minutes 45 to") + 1),
  };
  const container = createContainer({
    ran: seenMinutes,
    cpuRequest: given.number("a container requests, cores"),
    ramRequestGib: given.number("a container requests, GiB"),
  });
  const volume = createVolume({
    capacityBytes: gib(given.number("an unmounted volume, GiB")),
    perGibHour: given.number("price of a volume's GiB-hour"),
    ...seen,
  });
  const loadBalancer = createLoadBalancer({
    perHour: given.number("price of a load balancer for an hour"),
    ...seen,
  });
  const perInternetGib = given.number("price of a GiB to the internet");
  return allocate({
    nodes: [createGivenNode(given, seen)],
    pods: [createPod({ containers: [container] })],
    volumes: [volume],
    loadBalancers: [loadBalancer],
    network: [createTraffic({ internetBytes: gib(given.number("GiB to the internet")) })],
    networkPrices: { perZoneGib: 0, perRegionGib: 0, perInternetGib },
    fee: createFee({ perHour: given.number("fee for an hour"), ...seen }),
    seenMinutes,
  });
}

function efficiencies(given: Given, ramRequestGib: number, node = createNode()): Record<string, string> {
  const container = createContainer({
    cpuRequest: given.number("requested, cores"),
    cpuUsage: given.number("used, cores"),
    ramRequestGib,
    ramUsageGib: given.number("used, GiB"),
  });

  const sums = sumOf(allocateOnNode(node, container));

  const figures = costFigures({ ...sums, sharedNano: 0n, idleNano: 0n });
  return {
    "`cpuEfficiency`": String(figures.cpuEfficiency),
    "`ramEfficiency`": String(figures.ramEfficiency),
    "`efficiency`": String(figures.efficiency),
  };
}

/** The examples about both ways of counting, about rounding and about efficiency. */
export const CLOSING_EXAMPLES: Readonly<Record<string, Computation>> = {
  "one hour, counted both ways": (given) => {
    const hour = allocateEverything(given);

    const both = closing(hour);
    const asset = (...names: string[]): string =>
      money(
        hour.assets
          .filter((each) => names.includes(each.kind))
          .reduce((sum, each) => sum + each.costNano, 0n),
      );
    const taken = (pod: string): string => money(totalNano(sumOf(hour, (row) => row.pod === pod)));
    return {
      node: money(partsTotal(soleNode(hour).asset)),
      volume: asset("volume"),
      "load balancer": asset("loadBalancer"),
      traffic: asset("network"),
      "fee as an asset": asset("fee"),
      "all assets": money(both.assetNano),
      "taken by the pod": taken("web-1"),
      "taken by the service": taken(""),
      "taken by `__unmounted__`": taken("__unmounted__"),
      idle: money(both.idleNano),
      unobserved: money(both.unobservedNano),
      fee: money(both.feeNano),
      "all that was taken or left": money(
        both.allocatedNano + both.idleNano + both.unobservedNano + both.feeNano,
      ),
      difference: money(both.differenceNano),
    };
  },

  "an hour that is priced anew": (given) => {
    const perCpuCoreHour = given.number("price of a core-hour, as the exporter reported it");
    const node = createNode({ price: { perCpuCoreHour, perRamGibHour: 0 } });
    const container = createContainer({ cpuRequest: given.number("billed, core-hours") });
    const measured = measureHour(
      createObservation({ nodes: [node], pods: [createPod({ containers: [container] })] }),
    );
    const custom = {
      kind: "node" as const,
      match: {},
      perCpuCoreHour: given.number("price of a core-hour of your own"),
      perRamGibHour: 0,
      validFrom: null,
      validTo: null,
      confirmed: false,
    };

    const first = priceHour(measured, DEFAULT_PRICE_BOOK);
    const anew = priceHour(measured, { ...DEFAULT_PRICE_BOOK, rules: [custom] });

    return {
      "cost at first": money(sumOf(first).cpuNano),
      "cost, priced anew": money(sumOf(anew).cpuNano),
      "idle, priced anew": money(closing(anew).idleNano),
      "difference, priced anew": money(closing(anew).differenceNano),
    };
  },

  "where a residue goes": (given) => {
    const perCpuCoreHour = given.number("price of a core-hour");
    const node = createNode({
      cpuCores: given.number("the node's cores"),
      price: { perCpuCoreHour, perRamGibHour: 0 },
    });
    const containers = ["a", "b"].map((name) =>
      createContainer({
        name,
        ran: minutesBetween(0, given.number(`container ${name} runs for minutes`)),
        cpuRequest: given.number(`container ${name} requests, cores`),
      }),
    );

    const hour = allocateOnNode(node, ...containers);

    const { asset, seenHours, idle } = soleNode(hour);
    const free = seenHours.cpu - sumOf(hour).cpuNanoCoreHours;
    const costOf = (name: string): string => money(sumOf(hour, (row) => row.container === name).cpuNano);
    return {
      "the node's CPU for an hour": money(asset.cpu),
      "cost of container a": costOf("a"),
      "cost of container b": costOf("b"),
      "free, core-hours": quantity(free),
      "free core-hours times price": money(costNano(free, toPico(perCpuCoreHour))),
      "idle CPU": money(idle.cpu),
    };
  },

  efficiency: (given) => {
    const price = {
      perCpuCoreHour: given.number("price of a core-hour"),
      perRamGibHour: given.number("price of a GiB-hour"),
    };
    return efficiencies(given, given.number("requested, GiB"), createNode({ price }));
  },

  "efficiency without a memory request": (given) => efficiencies(given, 0),
};
