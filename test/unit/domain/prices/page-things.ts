import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import {
  feePrice,
  loadBalancerPrice,
  networkPrice,
  volumePrice,
} from "../../../../server/src/domain/prices/asset-prices.ts";
import { listedHost } from "../../../../server/src/domain/prices/list/list-price.ts";
import { nodePlace } from "../../../../server/src/domain/prices/list/node-place.ts";
import { nodeRates } from "../../../../server/src/domain/prices/node-rates.ts";
import type { Price } from "../../../../server/src/domain/prices/price.ts";
import { steppedUp } from "../../../../server/src/domain/prices/pod-steps.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  HOUR,
} from "../../../support/observations.ts";
import { amount, type AsyncComputation, byLists, givenNode, hourOf, NODE } from "./page-node.ts";

const PICO_PER_NANO = 1_000n;
const HOURS_PER_MONTH = 730n;

function told({ pico, source }: Price, times = 1n): string {
  return `${amount(pico * times)} ${source}`;
}

/** The examples of docs/prices.md about how a price in total is split, and about what is no usual machine. */
export const THING_EXAMPLES: Readonly<Record<string, AsyncComputation>> = {
  "a price in total of a machine with a GPU": async (given) => {
    const node = { ...givenNode(given), gpus: given.number("the node's GPUs") };
    const reported = { perNodeHour: given.number("exporter, for an hour") };
    const rates = nodeRates({ ...node, reported }, HOUR, await byLists(node));
    return {
      "price of a core-hour": amount(rates.perCpuCorePico),
      "price of a GiB-hour": amount(rates.perRamGibPico),
      "price of a GPU-hour": amount(rates.perGpuPico),
    };
  },

  "a spot machine": async (given) => {
    const node = { ...givenNode(given), capacityType: "spot" } as const;
    const book = await byLists(node);
    const karpenterPerHour = given.number("Karpenter, for an hour");
    const [asked, untold] = [
      nodeRates({ ...node, karpenterPerHour }, HOUR, book),
      nodeRates(node, HOUR, book),
    ];
    return {
      "with Karpenter": `${hourOf(node, asked)} ${asked.source}`,
      without: `${hourOf(node, untold)} ${untold.source}`,
      "its rule": untold.rule,
    };
  },

  "a pod on Fargate": async (given) => {
    const region = given.text("the node's region");
    const node = createNode({ name: "fargate-ip-10-0-1-2", billing: "pods", region });
    const requested = { cpuCores: given.number("requested, cores"), ramGib: given.number("requested, GiB") };
    const containers = [createContainer({ cpuRequest: requested.cpuCores, ramRequestGib: requested.ramGib })];
    const pods = [createPod({ node: node.name, containers })];
    const book = await byLists({ ...NODE, ...node, reported: null });
    const { rows, nodes } = allocateHour(createObservation({ nodes: [node], pods }), book);
    const rates = nodes[0]?.rates;
    const size = rates?.podSteps && steppedUp(requested, rates.podSteps);
    const nano = rows.reduce((sum, { measures }) => sum + measures.cpuNano + measures.ramNano, 0n);
    return {
      "price of a core-hour": amount(rates?.perCpuCorePico ?? 0n),
      "price of a GiB-hour": amount(rates?.perRamGibPico ?? 0n),
      "its size, cores": String(size?.cpuCores),
      "its size, GiB": String(size?.ramGib),
      "the pod for an hour": amount(nano * PICO_PER_NANO),
    };
  },

  "a machine made to measure": async (given) => {
    const node = givenNode(given);
    const { lists = [], ...book } = await byLists(node);
    const host = listedHost(node, lists);
    const rates = nodeRates(node, HOUR, { ...book, lists });
    return {
      "price of a core-hour of the family": amount((host?.cpuNano ?? 0n) * PICO_PER_NANO),
      "price of a GiB-hour of the family": amount((host?.ramNano ?? 0n) * PICO_PER_NANO),
      "the node for an hour": hourOf(node, rates),
      source: rates.source,
    };
  },

  "what a cluster costs besides its nodes": async (given) => {
    const node = { ...NODE, region: given.text("the nodes' region") };
    const place = nodePlace(node);
    const book = await byLists(node);
    const unpriced = { reported: null, place };
    const storageClass = given.text("the volume's storage class");
    const volume = { name: "data", providerId: "vol-1", storageClass, ...unpriced };
    const service = { namespace: "shop", service: "web", ...unpriced };
    return {
      "the volume, for a GiB and month of 730 hours": told(volumePrice(volume, HOUR, book), HOURS_PER_MONTH),
      "the load balancer, for an hour": told(loadBalancerPrice(service, HOUR, book)),
      "the cluster on EKS, for an hour": told(feePrice({ reported: null, platform: "eks" }, HOUR, book)),
      "a GiB to the internet": told(networkPrice({ reach: "internet", ...unpriced }, HOUR, book)),
    };
  },
};
