import {
  nodeRates,
  type NodeRates,
  type PricedNode,
} from "../../../../server/src/domain/prices/node-rates.ts";
import { DEFAULT_PRICE_BOOK, type PricedBy } from "../../../../server/src/domain/prices/price-book.ts";
import { readPriceBook } from "../../../../server/src/domain/prices/read-price-book.ts";
import { priceShelf } from "../../../../server/src/price-list/price-shelf.ts";
import { gib, HOUR } from "../../../support/observations.ts";
import type { Computation, Given } from "../numbers/given.ts";

/** The node that the page's examples are about where they say nothing else. */
const NODE: PricedNode = {
  name: "worker",
  providerId: "",
  instanceType: "m6i.xlarge",
  region: "us-east-1",
  labels: {},
  capacityType: "on-demand",
  cpuCores: 4,
  ramBytes: gib(16),
  gpus: 0,
  reported: null,
};
const NANO_PLACES = 9;
const PICO_PER_NANO = 1_000n;

/** The lists that come with KubeCent, for where the given nodes stand. */
async function byLists(...nodes: readonly PricedNode[]): Promise<PricedBy> {
  return { ...DEFAULT_PRICE_BOOK, lists: await priceShelf()([NODE, ...nodes]) };
}

function givenNode(given: Given): PricedNode {
  return {
    ...NODE,
    instanceType: given.text("the node's type"),
    region: given.text("the node's region"),
    cpuCores: given.number("the node's cores"),
    ramBytes: gib(given.number("the node's GiB")),
  };
}

/** What the whole node costs for an hour. */
function hourOf({ cpuCores, ramBytes, gpus }: PricedNode, rates: NodeRates): string {
  const ram = (BigInt(ramBytes) * rates.perRamGibPico) / BigInt(gib(1));
  return amount(BigInt(cpuCores) * rates.perCpuCorePico + ram + BigInt(gpus) * rates.perGpuPico);
}

/** To the billionth, as money is shown. */
function amount(pico: bigint): string {
  const nano = (pico + PICO_PER_NANO / 2n) / PICO_PER_NANO;
  const digits = nano.toString().padStart(NANO_PLACES + 1, "0");
  return `${digits.slice(0, -NANO_PLACES)}.${digits.slice(-NANO_PLACES)}`;
}

/** The examples of docs/prices.md: each computes its bold rows from its given ones, by the service's own functions. */
export const PAGE_EXAMPLES: Readonly<Record<string, Computation | AsyncComputation>> = {
  "where a price comes from": async (given) => {
    const node = givenNode(given);
    const listed = await byLists(node);
    const prices = [
      { kind: "node", instanceType: node.instanceType, perNodeHour: given.number("price book, for an hour") },
    ];
    const book = { ...listed, ...readPriceBook("own.json", JSON.stringify({ name: "own", prices })) };
    const reported = { perNodeHour: given.number("exporter, for an hour") };
    const unknown = { ...node, instanceType: "", region: "" };
    const told = (rates: NodeRates, of = node): string => `${hourOf(of, rates)} ${rates.source}`;
    return {
      "all of them": told(nodeRates({ ...node, reported }, HOUR, book)),
      "no price book": told(nodeRates({ ...node, reported }, HOUR, listed)),
      "no exporter either": told(nodeRates(node, HOUR, listed)),
      "no type either": told(nodeRates(unknown, HOUR, listed), unknown),
    };
  },

  "a type that its region's list lacks": async (given) => {
    const node = givenNode(given);
    const { lists = [] } = await byLists(node);
    const [{ base = null, regions = null } = {}] = lists;
    const here = regions?.get(node.region);
    const sibling = given.text("the same size of the older family");
    const rates = nodeRates(node, HOUR, { ...DEFAULT_PRICE_BOOK, lists });
    return {
      "its price in us-east-1": amount(base?.types.get(node.instanceType)?.pico ?? 0n),
      "the sibling's price in us-east-1": amount(base?.types.get(sibling)?.pico ?? 0n),
      "the sibling's price here": amount(here?.types.get(sibling)?.pico ?? 0n),
      "the node for an hour": hourOf(node, rates),
      source: rates.source,
    };
  },

  "what a GPU costs": async (given) => {
    const node = { ...givenNode(given), gpus: given.number("the node's GPUs") };
    const rates = nodeRates(node, HOUR, await byLists(node));
    return {
      "price of a core-hour": amount(rates.perCpuCorePico),
      "price of a GiB-hour": amount(rates.perRamGibPico),
      "price of a GPU-hour": amount(rates.perGpuPico),
      "the node for an hour": hourOf(node, rates),
    };
  },
};

/** As a Computation, for examples that read a list. */
export type AsyncComputation = (given: Given) => Promise<Record<string, string>>;
