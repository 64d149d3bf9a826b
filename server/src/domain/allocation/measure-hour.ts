import {
  MEASURED_KINDS,
  MINUTES_PER_HOUR,
  type NodeObservation,
  type Observation,
  type PerMinute,
} from "../observation.ts";
import { compareText } from "../compare-text.ts";
import { PodIndex } from "./pod-index.ts";
import { mergeRows, type PodContainer } from "./cost-rows.ts";
import { measureFee, measureLoadBalancer, measureVolume, type TakenAsset } from "./measure-assets.ts";
import { measureNetwork } from "./measure-network.ts";
import { measureNode } from "./measure-node.ts";
import type { CostRow, KindSeconds, MeasuredHour, MeasuredNode } from "./measured-hour.ts";
import { podProduct } from "../prices/pod-billing.ts";
import { BYTES_PER_GIB } from "../units.ts";
import { containerQuantities, WHOLE_HOUR } from "./container-quantities.ts";

const SECONDS_PER_MINUTE = 60;

/**
 * Turns what a source saw in one hour into quantities: what there was, and who took it. Pure: the same
 * observation gives the same quantities, in whatever order the source listed things.
 */
export function measureHour(observation: Observation): MeasuredHour {
  const nodes = measureNodes(observation);
  const taken = takenAssets(observation);
  const fee = observation.fee ? [measureFee(observation.fee)] : [];
  const rows = [...nodes.rows, ...taken.flatMap((each) => each.rows)];
  return {
    hour: observation.hour,
    source: observation.source,
    rows: mergeRows(
      rows.map((row) => ({ ...row, namespaceLabels: namespaceLabelsOf(observation, row.namespace) })),
    ),
    nodes: nodes.nodes,
    assets: [...taken.map((each) => each.asset), ...fee],
    seenSeconds: secondsOf(observation.seenMinutes),
    kindSeconds: kindSeconds(observation),
    gaps: observation.gaps,
    findings: observation.findings,
  };
}

const NO_LABELS = {};

function namespaceLabelsOf({ namespaceLabels }: Observation, namespace: string): CostRow["namespaceLabels"] {
  return namespaceLabels.get(namespace) ?? NO_LABELS;
}

function secondsOf(minutes: PerMinute): number {
  return Math.round(minutes.reduce((sum, share) => sum + share * SECONDS_PER_MINUTE, 0));
}

function kindSeconds({ seenByKind }: Observation): KindSeconds {
  const [gpu, volume, network, loadBalancer] = MEASURED_KINDS.map((kind) => secondsOf(seenByKind[kind]));
  return { gpu: gpu ?? 0, volume: volume ?? 0, network: network ?? 0, loadBalancer: loadBalancer ?? 0 };
}

function measureNodes(observation: Observation): { nodes: MeasuredNode[]; rows: CostRow[] } {
  const containersByNode = groupByNode(observation);
  const described = new Set(observation.nodes.map((node) => node.name));
  const measure = (node: NodeObservation, isDescribed: boolean): ReturnType<typeof measureNode> =>
    measureNode(node, containersByNode.get(node.name) ?? [], isDescribed);
  const measured = [
    ...observation.nodes.map((node) => measure(node, true)),
    ...[...containersByNode]
      .filter(([name]) => !described.has(name))
      .map(([name, containers]) => measure(undescribedNode(name, containers), false)),
  ];
  return {
    nodes: measured
      .flatMap((each) => each.nodes)
      .toSorted((a, b) => compareText(a.name, b.name) || a.span - b.span),
    rows: measured.flatMap((each) => each.rows),
  };
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

interface PodNamed {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
}

function byPod<T extends PodNamed>(named: readonly T[]): T[] {
  const key = ({ namespace, pod, podUid }: PodNamed): string => `${namespace}/${pod}/${podUid}`;
  return named.toSorted((a, b) => compareText(key(a), key(b)));
}

function takenAssets(observation: Observation): TakenAsset[] {
  const pods = new PodIndex(observation.pods);
  const { volumes, loadBalancers, network, networkPrices } = observation;
  return [
    ...volumes
      // Splits round along the list: the same order always gives the same nano to the same pod.
      .map((volume) => ({ ...volume, mounts: byPod(volume.mounts) }))
      .toSorted((a, b) => compareText(a.name, b.name))
      .map((volume) => measureVolume(volume, pods)),
    ...loadBalancers
      .toSorted((a, b) => compareText(`${a.namespace}/${a.service}`, `${b.namespace}/${b.service}`))
      .map(measureLoadBalancer),
    ...(network ? measureNetwork(byPod(network), networkPrices, pods) : []),
  ];
}

const NANO = 1e9;

/**
 * Makes up a node that the source never described, just large enough for the pods that ran on it, so that
 * their cost is neither lost nor anybody else's. It has no reported price: its pods are billed at defaults.
 */
export function undescribedNode(name: string, containers: readonly PodContainer[]): NodeObservation {
  const taken = containers.map(({ container }) => containerQuantities(container, WHOLE_HOUR));
  const sum = (pick: (quantities: (typeof taken)[number]) => bigint): number =>
    Number(taken.reduce((total, quantities) => total + pick(quantities), 0n)) / NANO;
  const place = { providerId: "", instanceType: "", region: "", zone: "", pool: "", labels: {} };
  return {
    name,
    ...place,
    // A cloud's product may be told by its nodes' names alone.
    billing: podProduct({ ...place, name }) === null ? "capacity" : "pods",
    capacityType: "on-demand",
    told: {},
    seenMinutes: everyMinute(1),
    unobservedMinutes: everyMinute(0),
    spans: [
      {
        fromMinute: 0,
        cpuCores: sum((quantities) => quantities.cpu),
        ramBytes: sum((quantities) => quantities.ram) * BYTES_PER_GIB,
        gpus: sum((quantities) => quantities.gpu),
        price: null,
      },
    ],
  };
}

function everyMinute(share: number): PerMinute {
  return new Float64Array(MINUTES_PER_HOUR).fill(share);
}
