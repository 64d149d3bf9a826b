import type { CapacityType } from "@kubecent/shared";
import { priceSourceShares } from "../../../../server/src/api/figures.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { type NodeRates, nodeRates } from "../../../../server/src/domain/prices/node-rates.ts";
import { readPriceBook } from "../../../../server/src/domain/prices/read-price-book.ts";
import { volumePrice } from "../../../../server/src/domain/prices/asset-prices.ts";
import { nodePlace } from "../../../../server/src/domain/prices/list/node-place.ts";
import { priceShelf } from "../../../../server/src/price-list/price-shelf.ts";
import type { PodObservation } from "../../../../server/src/domain/observation.ts";
import { createContainer, createNode, createPod, gib, HOUR } from "../../../support/observations.ts";
import type { Computation } from "./given.ts";
import { allocate, allocateOnNode, createGivenNode, money, soleNode, sumOf } from "./hours.ts";

const PICO_PLACES = 12;
const ON_AWS = { providerId: "", instanceType: "m6i.xlarge", region: "us-east-1", labels: {} };
const LISTS = await priceShelf()([ON_AWS]);

/** A price to the last place that is kept of it. */
function price(pico: bigint): string {
  const digits = pico.toString().padStart(PICO_PLACES + 1, "0");
  return `${digits.slice(0, -PICO_PLACES)}.${digits.slice(-PICO_PLACES)}`;
}

function createPodOn(node: string, cpuRequest: number): PodObservation {
  return createPod({ name: `on-${node}`, node, containers: [createContainer({ cpuRequest })] });
}

/** The examples about what a core, a GiB and a GPU cost. */
export const PRICE_EXAMPLES: Readonly<Record<string, Computation>> = {
  "prices by part": (given) => {
    const container = createContainer({
      cpuRequest: given.number("a container requests, cores"),
      ramRequestGib: given.number("a container requests, GiB"),
    });

    const hour = allocateOnNode(createGivenNode(given), container);

    const { asset } = soleNode(hour);
    const { cpuNano, ramNano } = sumOf(hour);
    return {
      "the node's CPU for an hour": money(asset.cpu),
      "the node's memory for an hour": money(asset.ram),
      "the container's CPU": money(cpuNano),
      "the container's memory": money(ramNano),
    };
  },

  "a price of your own with a discount beside it": (given) => {
    const prices = [
      { kind: "node", node: "own", perNodeHour: given.number("price of the node for an hour, of your own") },
    ];
    const discounts = [{ percent: given.number("discount, percent") }];
    const book = readPriceBook("own.json", JSON.stringify({ name: "own", prices, discounts }));
    const size = {
      cpuCores: given.number("the node's cores"),
      ramBytes: gib(given.number("the node's GiB")),
      gpus: 0,
    };
    const identity = {
      providerId: "",
      instanceType: "",
      region: "",
      labels: {},
      capacityType: "on-demand" as const,
      ...size,
    };
    const perCpuCoreHour = given.number("price of a core-hour of another node, from the exporter");
    const own = nodeRates({ name: "own", ...identity, reported: null }, HOUR, book);
    const other = { name: "other", ...identity, reported: { perCpuCoreHour, perRamGibHour: 0 } };
    return {
      "price of a core-hour of the node": price(own.perCpuCorePico),
      "price of a core-hour of the other node": price(nodeRates(other, HOUR, book).perCpuCorePico),
    };
  },

  "a volume that only its cloud's list prices": (given) => {
    const place = nodePlace({ ...ON_AWS, region: given.text("the nodes' region") });
    const storageClass = given.text("the volume's storage class");
    const book = { ...DEFAULT_PRICE_BOOK, lists: LISTS };
    const volume = { name: "data", providerId: "vol-1", storageClass, reported: null, place };
    return { "price of a GiB-hour": price(volumePrice(volume, HOUR, book).pico) };
  },

  "a node that only its cloud's list prices": (given) => {
    const size = { cpuCores: given.number("the node's cores"), ramGib: given.number("the node's GiB") };
    const node = {
      ...ON_AWS,
      name: "listed",
      instanceType: given.text("the node's type"),
      region: given.text("the node's region"),
      cpuCores: size.cpuCores,
      ramBytes: gib(size.ramGib),
      gpus: 0,
      reported: null,
    };
    const book = { ...DEFAULT_PRICE_BOOK, lists: LISTS };
    const ratesOf = (capacityType: CapacityType): NodeRates =>
      nodeRates({ ...node, capacityType }, HOUR, book);
    const whole = ({ perCpuCorePico, perRamGibPico }: NodeRates): string =>
      price(BigInt(size.cpuCores) * perCpuCorePico + BigInt(size.ramGib) * perRamGibPico);
    return {
      "price of a core-hour": price(ratesOf("on-demand").perCpuCorePico),
      "price of a GiB-hour": price(ratesOf("on-demand").perRamGibPico),
      "the node for an hour": whole(ratesOf("on-demand")),
      "the node for an hour on spot": whole(ratesOf("spot")),
    };
  },

  "a price in total": (given) => {
    const span = {
      fromMinute: 0,
      cpuCores: given.number("the node's cores"),
      ramBytes: gib(given.number("the node's GiB")),
      gpus: 0,
      price: { perNodeHour: given.number("price of the node for an hour") },
    };

    const { asset, rates } = soleNode(allocateOnNode(createNode({ spans: [span] })));

    return {
      "price of a core-hour": price(rates.perCpuCorePico),
      "price of a GiB-hour": price(rates.perRamGibPico),
      "the node's CPU for an hour": money(asset.cpu),
      "the node's memory for an hour": money(asset.ram),
    };
  },

  "the default prices": () => {
    const { defaults } = DEFAULT_PRICE_BOOK;
    return {
      "core-hour": String(defaults.perCpuCoreHour),
      "GiB-hour of memory": String(defaults.perRamGibHour),
      "GPU-hour": String(defaults.perGpuHour),
      "core-hour of a spot node": String(defaults.perSpotCpuCoreHour),
      "GiB-hour of memory of a spot node": String(defaults.perSpotRamGibHour),
      "GiB-hour of a volume": defaults.perVolumeGibHour.toFixed(11),
      "load balancer for an hour": String(defaults.perLoadBalancerHour),
      "GiB between zones": String(defaults.perZoneGib),
      "GiB between regions": String(defaults.perRegionGib),
      "GiB to the internet": String(defaults.perInternetGib),
    };
  },

  "a spot node without a price": (given) => {
    const node = createNode({
      cpuCores: given.number("the node's cores"),
      ramGib: given.number("the node's GiB"),
      capacityType: "spot",
    });

    const { asset } = soleNode(allocateOnNode(node));

    return {
      "the node's CPU for an hour": money(asset.cpu),
      "the node's memory for an hour": money(asset.ram),
    };
  },

  "a price that changes": (given) => {
    const capacity = { cpuCores: 4, ramBytes: gib(16), gpus: 0 };
    const before = given.number("price of a core-hour in minutes 0 to 14");
    const after = given.number("price of a core-hour from minute 15 on");
    const node = createNode({
      spans: [
        { fromMinute: 0, ...capacity, price: { perCpuCoreHour: before, perRamGibHour: 0 } },
        { fromMinute: 15, ...capacity, price: { perCpuCoreHour: after, perRamGibHour: 0 } },
      ],
    });

    const hour = allocateOnNode(node, createContainer({ cpuRequest: given.number("requested, cores") }));

    return { cost: money(sumOf(hour).cpuNano) };
  },

  "what stands on defaults": (given) => {
    const perCpuCoreHour = given.number("price of a core-hour on node-1, from the exporter");
    const nodes = [
      createNode({ name: "node-1", price: { perCpuCoreHour, perRamGibHour: 0 } }),
      createNode({ name: "node-2" }),
    ];
    const pods = [
      createPodOn("node-1", given.number("a container on node-1 requests, cores")),
      createPodOn("node-2", given.number("a container on node-2, which has no price, requests, cores")),
    ];

    const hour = allocate({ nodes, pods });

    const shares = priceSourceShares({ ...sumOf(hour), sharedNano: 0n, idleNano: 0n });
    return {
      "cost on node-1": money(sumOf(hour, (row) => row.node === "node-1").cpuNano),
      "cost on node-2": money(sumOf(hour, (row) => row.node === "node-2").cpuNano),
      "share of exporter": String(shares.exporter),
      "share of default": String(shares.default),
    };
  },
};
