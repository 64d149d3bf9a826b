import { nodeRates, type NodeRates } from "../../../../server/src/domain/prices/node-rates.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { readPriceBook } from "../../../../server/src/domain/prices/read-price-book.ts";
import { HOUR } from "../../../support/observations.ts";
import type { Computation } from "../numbers/given.ts";
import { amount, type AsyncComputation, byLists, givenNode, hourOf } from "./page-node.ts";

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
    const [list] = lists;
    const here = list?.regions.get(node.region);
    const sibling = given.text("the same size of the older family");
    const rates = nodeRates(node, HOUR, { ...DEFAULT_PRICE_BOOK, lists });
    return {
      "its price in us-east-1": amount(list?.base.types.get(node.instanceType)?.pico ?? 0n),
      "the sibling's price in us-east-1": amount(list?.base.types.get(sibling)?.pico ?? 0n),
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
