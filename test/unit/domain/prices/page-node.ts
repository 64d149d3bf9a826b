import type { NodeRates } from "../../../../server/src/domain/prices/node-rates.ts";
import type { PricedNode } from "../../../../server/src/domain/prices/priced-node.ts";
import { DEFAULT_PRICE_BOOK, type PricedBy } from "../../../../server/src/domain/prices/price-book.ts";
import { priceShelf } from "../../../../server/src/price-list/price-shelf.ts";
import { gib } from "../../../support/observations.ts";
import type { Given } from "../numbers/given.ts";

/** The node that the page's examples are about where they say nothing else. */
export const NODE: PricedNode = {
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
export async function byLists(...nodes: readonly PricedNode[]): Promise<PricedBy> {
  return { ...DEFAULT_PRICE_BOOK, lists: await priceShelf()([NODE, ...nodes]) };
}

export function givenNode(given: Given): PricedNode {
  return {
    ...NODE,
    instanceType: given.text("the node's type"),
    region: given.text("the node's region"),
    cpuCores: given.number("the node's cores"),
    ramBytes: gib(given.number("the node's GiB")),
  };
}

/** What the whole node costs for an hour. */
export function hourOf({ cpuCores, ramBytes, gpus }: PricedNode, rates: NodeRates): string {
  const ram = (BigInt(ramBytes) * rates.perRamGibPico) / BigInt(gib(1));
  return amount(BigInt(cpuCores) * rates.perCpuCorePico + ram + BigInt(gpus) * rates.perGpuPico);
}

/** To the billionth, as money is shown. */
export function amount(pico: bigint): string {
  const nano = (pico + PICO_PER_NANO / 2n) / PICO_PER_NANO;
  const digits = nano.toString().padStart(NANO_PLACES + 1, "0");
  return `${digits.slice(0, -NANO_PLACES)}.${digits.slice(-NANO_PLACES)}`;
}

/** As a Computation, for examples that read a list. */
export type AsyncComputation = (given: Given) => Promise<Record<string, string>>;
