import type { NodeObservation, Observation } from "../observation.ts";
import type { PriceBook } from "../prices/price-book.ts";
import { allocateFee, allocateLoadBalancer } from "./allocate-by-the-hour.ts";
import { allocateNetwork } from "./allocate-network.ts";
import { type AllocatedNode, allocateNode } from "./allocate-node.ts";
import { type AllocatedAsset, allocateVolume } from "./allocate-volumes.ts";
import { assertCloses } from "./closing.ts";
import type { PodContainer } from "./cost-rows.ts";
import type { CostRow, HourCosts, NodeCosts } from "./hour-costs.ts";
import { mergeRows } from "./merge-rows.ts";
import { PodIndex } from "./pod-index.ts";
import { undescribedNode } from "./undescribed-nodes.ts";

const SECONDS_PER_MINUTE = 60;

/**
 * Turns what a source saw in one hour into cost rows. Pure: the same observation and price book give the
 * same rows, in whatever order the source listed things. Throws when the two ways of counting do not meet.
 */
export function allocateHour(observation: Observation, book: PriceBook): HourCosts {
  const nodes = allocateNodes(observation, book);
  const assets = allocateAssets(observation, book);
  const fee = observation.fee ? [allocateFee(observation.fee)] : [];
  const hour: HourCosts = {
    hour: observation.hour,
    source: observation.source,
    priceBook: book.name,
    currency: book.currency,
    rows: mergeRows([...nodes.rows, ...assets.flatMap((asset) => asset.rows)]),
    nodes: nodes.costs,
    assets: [...assets.map((each) => each.asset), ...fee],
    seenSeconds: Math.round(
      observation.seenMinutes.reduce((sum, share) => sum + share * SECONDS_PER_MINUTE, 0),
    ),
    gaps: observation.gaps,
  };
  assertCloses(hour);
  return hour;
}

function allocateNodes(observation: Observation, book: PriceBook): { costs: NodeCosts[]; rows: CostRow[] } {
  const containersByNode = groupByNode(observation);
  const described = new Set(observation.nodes.map((node) => node.name));
  const allocated = [
    ...observation.nodes.map((node) => allocateNode(node, containersByNode.get(node.name) ?? [], book)),
    ...[...containersByNode]
      .filter(([name]) => !described.has(name))
      .map(([name, containers]) => allocateUndescribed(undescribedNode(name, containers), containers, book)),
  ];
  return {
    costs: allocated.map((node) => node.costs).toSorted((a, b) => compareText(a.name, b.name)),
    rows: allocated.flatMap((node) => node.rows),
  };
}

function allocateUndescribed(
  node: NodeObservation,
  containers: readonly PodContainer[],
  book: PriceBook,
): AllocatedNode {
  const { costs, rows } = allocateNode(node, containers, book);
  return { costs: { ...costs, described: false }, rows };
}

/** The containers that ran, by node, in an order that does not depend on the source's. */
function groupByNode(observation: Observation): Map<string, PodContainer[]> {
  const containers = observation.pods
    .flatMap((pod) => pod.containers.map((container) => ({ pod, container })))
    .filter(({ container }) => container.ranMinutes.some((share) => share > 0))
    .toSorted((a, b) => compareText(containerKey(a), containerKey(b)));
  return Map.groupBy(containers, ({ pod }) => pod.node);
}

function containerKey({ pod, container }: PodContainer): string {
  return `${pod.namespace}/${pod.name}/${pod.uid}/${container.name}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function allocateAssets(observation: Observation, book: PriceBook): AllocatedAsset[] {
  const pods = new PodIndex(observation.pods);
  // Splits round along the list: the same order always gives the same nano to the same pod.
  const traffic = (observation.network ?? []).toSorted((a, b) =>
    compareText(`${a.namespace}/${a.pod}/${a.podUid}`, `${b.namespace}/${b.pod}/${b.podUid}`),
  );
  const volumes = observation.volumes.map((volume) => ({
    ...volume,
    mounts: volume.mounts.toSorted((a, b) =>
      compareText(`${a.namespace}/${a.pod}/${a.podUid}`, `${b.namespace}/${b.pod}/${b.podUid}`),
    ),
  }));
  return [
    ...volumes
      .toSorted((a, b) => compareText(a.name, b.name))
      .map((volume) => allocateVolume(volume, pods, book)),
    ...observation.loadBalancers
      .toSorted((a, b) => compareText(`${a.namespace}/${a.service}`, `${b.namespace}/${b.service}`))
      .map((loadBalancer) => allocateLoadBalancer(loadBalancer, book)),
    ...(observation.network ? allocateNetwork(traffic, observation.networkPrices, pods, book) : []),
  ];
}
