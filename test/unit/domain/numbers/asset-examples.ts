import {
  createFee,
  createLoadBalancer,
  createMount,
  createPod,
  createTraffic,
  createVolume,
  gib,
  minutesBetween,
} from "../../../support/observations.ts";
import type { Computation, Given } from "./given.ts";
import { allocate, money, sumOf } from "./hours.ts";
import type { HourCosts } from "../../../../server/src/domain/allocation/hour-costs.ts";

/** What a pod pays for volumes. */
function volumeCostOf(hour: HourCosts, pod: string): string {
  return money(sumOf(hour, (row) => row.pod === pod).volumeNano);
}

/** What a pod pays for traffic. */
function networkCostOf(hour: HourCosts, pod: string): string {
  return money(sumOf(hour, (row) => row.pod === pod).networkNano);
}

function assetCost(hour: HourCosts): string {
  return money(hour.assets.reduce((sum, asset) => sum + asset.costNano, 0n));
}

/** An hour of the volume that an example describes, mounted by pods up to and with the minute it says. */
function allocateGivenVolume(given: Given, pods: readonly string[]): HourCosts {
  const mounts = pods.map((pod) =>
    createMount({
      pod,
      mountedMinutes: minutesBetween(0, given.number(`pod ${pod} had it mounted in minutes 0 to`) + 1),
    }),
  );
  const volume = createVolume({
    capacityBytes: gib(given.number("size, GiB")),
    perGibHour: given.number("price of a GiB-hour"),
    mounts,
  });
  return allocate({ pods: pods.map((name) => createPod({ name })), volumes: [volume] });
}

/** The examples about volumes, load balancers, traffic and the fee. */
export const ASSET_EXAMPLES: Readonly<Record<string, Computation>> = {
  "a volume that two pods share": (given) => {
    const hour = allocateGivenVolume(given, ["web-1", "web-2"]);

    return {
      "the volume for an hour": assetCost(hour),
      "cost of pod web-1": volumeCostOf(hour, "web-1"),
      "cost of pod web-2": volumeCostOf(hour, "web-2"),
    };
  },

  "a volume that is unmounted for a while": (given) => {
    const hour = allocateGivenVolume(given, ["web-1"]);

    return {
      "cost of pod web-1": volumeCostOf(hour, "web-1"),
      "cost of `__unmounted__`": volumeCostOf(hour, "__unmounted__"),
      "total of the namespace": money(sumOf(hour, (row) => row.namespace === "shop").volumeNano),
    };
  },

  "a load balancer that came at half past": (given) => {
    const loadBalancer = createLoadBalancer({
      perHour: given.number("price for an hour"),
      seenMinutes: minutesBetween(given.number("stood from minute"), 60),
    });

    const hour = allocate({ loadBalancers: [loadBalancer] });

    const service = sumOf(hour, (row) => row.controllerKind === "Service" && row.controller === "front");
    return { "cost of the service": money(service.loadBalancerNano) };
  },

  "traffic to the internet": (given) => {
    const pods = ["web-1", "web-2"];
    const network = pods.map((pod) =>
      createTraffic({ pod, internetBytes: gib(given.number(`pod ${pod} sent, GiB`)) }),
    );
    const perInternetGib = given.number("price of a GiB");

    const hour = allocate({
      pods: pods.map((name) => createPod({ name })),
      network,
      networkPrices: { perZoneGib: 0, perRegionGib: 0, perInternetGib },
    });

    return {
      "cost of pod web-1": networkCostOf(hour, "web-1"),
      "cost of pod web-2": networkCostOf(hour, "web-2"),
    };
  },

  "traffic by how far it goes": (given) => {
    const traffic = createTraffic({
      zoneBytes: gib(given.number("sent to other zones, GiB")),
      regionBytes: gib(given.number("sent to other regions, GiB")),
      internetBytes: gib(given.number("sent to the internet, GiB")),
    });

    const hour = allocate({
      pods: [createPod()],
      network: [traffic],
      networkPrices: {
        perZoneGib: given.number("price of a GiB between zones"),
        perRegionGib: given.number("price of a GiB between regions"),
        perInternetGib: given.number("price of a GiB to the internet"),
      },
    });

    const costOf = (name: string): string => {
      const asset = hour.assets.find((each) => each.kind === "network" && each.name === name);
      return money(asset?.costNano ?? -1n);
    };
    return {
      "between zones": costOf("zone"),
      "between regions": costOf("region"),
      "to the internet": costOf("internet"),
      "cost of the pod": networkCostOf(hour, "web-1"),
    };
  },

  "the fee in an hour with a gap": (given) => {
    const fee = createFee({
      perHour: given.number("price for an hour"),
      seenMinutes: minutesBetween(0, given.number("seen in minutes 0 to") + 1),
      unobservedMinutes: minutesBetween(40, given.number("unseen in minutes 40 to") + 1),
    });

    return { "the fee": assetCost(allocate({ fee })) };
  },

  "a split that does not come out even": (given) => {
    const count = given.number("pods that had it mounted all the time");
    const pods = Array.from({ length: count }, (_, index) => `web-${index + 1}`);
    const volume = createVolume({
      capacityBytes: gib(given.number("size of a volume, GiB")),
      perGibHour: given.number("price of a GiB-hour"),
      mounts: pods.map((pod) => createMount({ pod })),
    });

    const hour = allocate({ pods: pods.map((name) => createPod({ name })), volumes: [volume] });

    return {
      ...Object.fromEntries(pods.map((pod) => [`cost of pod ${pod}`, volumeCostOf(hour, pod)])),
      "the volume for an hour": assetCost(hour),
    };
  },
};
