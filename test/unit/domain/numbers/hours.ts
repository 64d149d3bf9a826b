import { formatNano } from "@kubecent/shared";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import type { CostRow, HourCosts } from "../../../../server/src/domain/allocation/hour-costs.ts";
import { type Measures, noMeasures, addMeasures } from "../../../../server/src/domain/allocation/measures.ts";
import type {
  ContainerObservation,
  NodeObservation,
  Observation,
  PerMinute,
} from "../../../../server/src/domain/observation.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { createNode, createObservation, createPod, minutesBetween } from "../../../support/observations.ts";
import type { Given } from "./given.ts";

/** Allocates an hour with the prices that a new installation has. */
export function allocate(observation: Partial<Observation>): HourCosts {
  return allocateHour(createObservation(observation), DEFAULT_PRICE_BOOK);
}

/** Allocates an hour of one node and of one pod on it. */
export function allocateOnNode(node: NodeObservation, ...containers: ContainerObservation[]): HourCosts {
  return allocate({ nodes: [node], pods: [createPod({ containers })] });
}

/** A node as large as a test may need, whose cores and GPUs cost what an example says. */
export function createPricedNode(prices: { perCpuCoreHour?: number; perGpuHour?: number }): NodeObservation {
  const price = { perCpuCoreHour: 0, perRamGibHour: 0, ...prices };
  return createNode({ cpuCores: 64, ramGib: 64, gpus: 8, price });
}

/** The node that an example describes by its cores, its GiB and their prices. */
export function createGivenNode(given: Given, fields: Partial<NodeObservation> = {}): NodeObservation {
  return createNode({
    cpuCores: given.number("the node's cores"),
    ramGib: given.number("the node's GiB"),
    price: {
      perCpuCoreHour: given.number("price of a core-hour"),
      perRamGibHour: given.number("price of a GiB-hour"),
    },
    ...fields,
  });
}

/** The hour's minutes from one instant to another, with shares of the first and the last. */
export function stretch(from: number, to: number): PerMinute {
  const minutes = minutesBetween(Math.ceil(from), Math.floor(to));
  const first = Math.floor(from);
  if (first < from) minutes[first] = Math.ceil(from) - from;
  const last = Math.floor(to);
  if (last < to) minutes[last] = to - last;
  return minutes;
}

/** All rows that `matches` picks, added up. */
export function sumOf(hour: HourCosts, matches: (row: CostRow) => boolean = () => true): Measures {
  const sum = noMeasures();
  for (const row of hour.rows.filter(matches)) addMeasures(sum, row.measures);
  return sum;
}

/** The only node of an hour. */
export function soleNode(hour: HourCosts): HourCosts["nodes"][number] {
  const [node] = hour.nodes;
  if (!node || hour.nodes.length > 1) throw new Error(`Wanted one node; found ${hour.nodes.length}`);

  return node;
}

/** Money as it stands on the wire. */
export function money(nano: bigint): string {
  return formatNano(nano);
}

/** A quantity in hours, without zeros at the end. */
export function quantity(nanoHours: bigint): string {
  return formatNano(nanoHours).replace(/\.?0+$/, "");
}
