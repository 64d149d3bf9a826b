import { mergeRows, type PodContainer } from "../../server/src/domain/allocation/cost-rows.ts";
import { addParts, type AssetCosts, type NodeCosts } from "../../server/src/domain/allocation/hour-costs.ts";
import {
  measureFee,
  measureLoadBalancer,
  measureVolume,
  type TakenAsset,
} from "../../server/src/domain/allocation/measure-assets.ts";
import { measureNetwork } from "../../server/src/domain/allocation/measure-network.ts";
import { measureNode } from "../../server/src/domain/allocation/measure-node.ts";
import type { CostRow, Parts } from "../../server/src/domain/allocation/measured-hour.ts";
import { addMeasures, type Measures, noMeasures } from "../../server/src/domain/allocation/measures.ts";
import type { PodIndex } from "../../server/src/domain/allocation/pod-index.ts";
import { priceHour } from "../../server/src/domain/allocation/price-hour.ts";
import { priceNode } from "../../server/src/domain/allocation/price-node.ts";
import type {
  FeeObservation,
  LoadBalancerObservation,
  NetworkObservation,
  NetworkPrices,
  NodeObservation,
  VolumeObservation,
} from "../../server/src/domain/observation.ts";
import type { PriceBook } from "../../server/src/domain/prices/price-book.ts";
import { HOUR } from "./observations.ts";

/** A node's whole hour: all its stretches added up. */
export interface WholeNode extends NodeCosts {
  readonly capacity: Parts;
  readonly priceSource: string;
}

export interface AllocatedNode {
  readonly costs: WholeNode;
  readonly rows: readonly CostRow[];
}

/** Adds up the stretches of each node's hour, in the order of the nodes. */
export function wholeNodes(stretches: readonly NodeCosts[]): WholeNode[] {
  const whole = stretches.map(
    (node): WholeNode => ({
      ...node,
      capacity: addParts(node.seenHours, node.unobservedHours),
      priceSource: node.rates.source,
    }),
  );
  return [...Map.groupBy(whole, (node) => node.name).values()].map((spans) => spans.reduce(addNodes));
}

function addNodes(a: WholeNode, b: WholeNode): WholeNode {
  return {
    ...a,
    overcommitted: a.overcommitted || b.overcommitted,
    capacity: addParts(a.capacity, b.capacity),
    asset: addParts(a.asset, b.asset),
    allocated: addParts(a.allocated, b.allocated),
    idle: addParts(a.idle, b.idle),
    unobserved: addParts(a.unobserved, b.unobserved),
  };
}

/** Adds up the rows of a container over the stretches of its node's hour. */
export function wholeRows(rows: readonly CostRow[]): CostRow[] {
  return mergeRows(rows.map((row) => ({ ...row, span: 0 })));
}

/** Measures and prices one node; a row for each container that took anything, in the order given. */
export function allocateNode(
  node: NodeObservation,
  containers: readonly PodContainer[],
  book: PriceBook,
): AllocatedNode {
  // Tests may give several containers of one name: a uid by their place keeps them apart.
  const numbered = containers.map(({ pod, container }, index) => ({
    pod: { ...pod, uid: String(index) },
    container,
  }));
  const measured = measureNode(node, numbered);
  const spans = measured.nodes.map((span) =>
    priceNode(
      span,
      measured.rows.filter((row) => row.span === span.span),
      { hour: HOUR, book },
    ),
  );
  const rows = Map.groupBy(
    spans.flatMap((span) => span.rows),
    (row) => Number(row.podUid),
  );
  const [costs] = wholeNodes(spans.map((span) => span.costs));
  if (!costs) throw new Error("A node without spans costs nothing");
  return {
    costs,
    rows: [...rows].toSorted(([a], [b]) => a - b).map(([, of]) => of.reduce(addRows)),
  };
}

function addRows(a: CostRow, b: CostRow): CostRow {
  const measures: Measures = noMeasures();
  addMeasures(measures, a.measures);
  addMeasures(measures, b.measures);
  return { ...a, scaled: a.scaled || b.scaled, measures };
}

export interface AllocatedAsset {
  readonly asset: AssetCosts;
  readonly rows: readonly CostRow[];
}

/** Prices one asset and those who took it, as if the hour held nothing else. */
function priceTaken({ asset, rows }: TakenAsset, book: PriceBook): AllocatedAsset {
  const hour = priceHour(
    {
      hour: HOUR,
      source: "prometheus",
      rows,
      nodes: [],
      assets: [asset],
      seenSeconds: 0,
      kindSeconds: { gpu: 0, volume: 0, network: 0, loadBalancer: 0 },
      gaps: [],
      findings: [],
    },
    book,
  );
  const [priced] = hour.assets;
  if (!priced) throw new Error("The asset was not priced");
  return { asset: priced, rows: hour.rows };
}

export function allocateVolume(volume: VolumeObservation, pods: PodIndex, book: PriceBook): AllocatedAsset {
  return priceTaken(measureVolume(volume, pods), book);
}

export function allocateLoadBalancer(observed: LoadBalancerObservation, book: PriceBook): AllocatedAsset {
  return priceTaken(measureLoadBalancer(observed), book);
}

export function allocateFee(observed: FeeObservation, book: PriceBook): AssetCosts {
  return priceTaken({ asset: measureFee(observed), rows: [] }, book).asset;
}

export function allocateNetwork(
  traffic: readonly NetworkObservation[],
  reported: NetworkPrices | null,
  pods: PodIndex,
  book: PriceBook,
): AllocatedAsset[] {
  return measureNetwork(traffic, reported, pods).map((taken) => priceTaken(taken, book));
}
