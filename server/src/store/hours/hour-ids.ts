import type { CostRow, HourCosts } from "../../domain/allocation/hour-costs.ts";
import type { AssetKey } from "../../domain/allocation/measured-hour.ts";
import type { Labels } from "../../domain/observation.ts";
import { capacityCells } from "../names/capacity-cells.ts";
import {
  ASSET,
  CONTAINER,
  CONTROLLER,
  type Dimension,
  type Ids,
  type IdScope,
  type KeyCell,
  LABEL_SET,
  NAMESPACE,
  NODE,
  POD,
  resolveIds,
} from "../names/dimensions.ts";

/** The id of what is not there: a load balancer has no pod, a pod's volume no container. */
export const NO_ID = 0n;

/** Ids of everything that an hour's rows point to. */
export interface HourIds {
  readonly row: (row: CostRow) => RowIds;
  readonly node: (name: string, span: number) => bigint;
  readonly asset: (key: AssetKey) => bigint;
  /** The id of a set of labels; of none it is 0. */
  readonly labelSet: (labels: Labels) => bigint;
}

export interface RowIds {
  readonly namespace: bigint;
  readonly controller: bigint;
  readonly pod: bigint;
  readonly container: bigint;
  readonly node: bigint;
  readonly labelSet: bigint;
  readonly namespaceLabelSet: bigint;
  readonly asset: bigint;
}

/** Finds the ids of all that an hour names, and makes those that are new. */
export async function hourIds(scope: IdScope, hour: HourCosts): Promise<HourIds> {
  const resolve = (dimension: Dimension, keys: KeyCell[][]): Promise<Ids> =>
    resolveIds(scope, dimension, keys);
  const { rows } = hour;
  const labelKey = (labels: Labels): [string, string] => scope.labels.keyOf(labels);
  const namespaces = await resolve(
    NAMESPACE,
    rows.map((row) => [row.namespace]),
  );
  const controllers = await resolve(
    CONTROLLER,
    rows.map((row) => [namespaces(row.namespace), row.controllerKind, row.controller]),
  );
  const podRows = rows.filter((row) => row.pod !== "");
  const pods = await resolve(
    POD,
    podRows.map((row) => [namespaces(row.namespace), row.podUid, row.pod]),
  );
  const containers = await resolve(
    CONTAINER,
    rows.filter((row) => row.container !== "").map((row) => [row.container]),
  );
  const nodeAndNamespaceLabels = [
    ...hour.nodes.map((each) => each.labels),
    ...rows.map((row) => row.namespaceLabels),
  ];
  const labelSets = await resolve(LABEL_SET, [
    ...podRows.map((row) => labelKey(row.labels)),
    ...nodeAndNamespaceLabels.filter(hasLabels).map(labelKey),
  ]);
  const labelSet = (labels: Labels): bigint => (hasLabels(labels) ? labelSets(...labelKey(labels)) : NO_ID);
  const node = await nodeIds(resolve, hour);
  const assets = await resolve(ASSET, hour.assets.map(assetKeyCells));
  const asset = (key: AssetKey): bigint => assets(...assetKeyCells(key));
  const ofRow = (row: CostRow): RowIds => {
    const namespace = namespaces(row.namespace);
    return {
      namespace,
      controller: controllers(namespace, row.controllerKind, row.controller),
      pod: row.pod === "" ? NO_ID : pods(namespace, row.podUid, row.pod),
      container: row.container === "" ? NO_ID : containers(row.container),
      node: row.node === "" ? NO_ID : node(row.node, row.span),
      labelSet: row.pod === "" ? NO_ID : labelSets(...labelKey(row.labels)),
      namespaceLabelSet: labelSet(row.namespaceLabels),
      asset: row.asset ? asset(row.asset) : NO_ID,
    };
  };
  // Asked for its cost and for its usage.
  const found = new Map<CostRow, RowIds>();
  const row = (each: CostRow): RowIds => {
    const ids = found.get(each) ?? ofRow(each);
    found.set(each, ids);
    return ids;
  };
  return { node, asset, labelSet, row };
}

function hasLabels(labels: Labels): boolean {
  return Object.keys(labels).length > 0;
}

function assetKeyCells({ kind, namespace, name, providerId, storageClass }: AssetKey): KeyCell[] {
  return [kind, namespace, name, providerId, storageClass];
}

/** Nodes are told apart by all that describes them; within one hour a name and a stretch are enough. */
async function nodeIds(
  resolve: (dimension: Dimension, keys: KeyCell[][]) => Promise<Ids>,
  hour: HourCosts,
): Promise<(name: string, span: number) => bigint> {
  const keys = new Map<string, KeyCell[]>();
  // A pod's traffic may name a node on which no container ran in this hour.
  for (const { node, span } of hour.rows) {
    if (node !== "") keys.set(stretchKey(node, span), [node, "", "", "", "", false, ""]);
  }
  for (const { name, span, providerId, instanceType, region, pool, capacityType } of hour.nodes) {
    const capacity = capacityCells(capacityType);
    keys.set(stretchKey(name, span), [name, providerId, instanceType, region, pool, ...capacity]);
  }
  const ids = await resolve(NODE, [...keys.values()]);
  return (name, span) => ids(...(keys.get(stretchKey(name, span)) ?? []));
}

function stretchKey(node: string, span: number): string {
  return `${span} ${node}`;
}
