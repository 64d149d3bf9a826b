import { ASSETS, GPU_SERIALS } from "../query/families.ts";
import { type FamilySeries, readFamilies } from "../query/family-series.ts";
import type { HourReader } from "../query/hour-reader.ts";
import { labelOf, type Series } from "../series/series.ts";
import { nodesByAddress, scrapedNode } from "../series/target.ts";
import { type DeviceSources, offersAccelerators } from "./device-reader.ts";

/** Labels that tell a GPU, and the node that it is in; a GPU's slices bear its own serial id. */
const LABELS = ["node", "exported_node", "Hostname", "kubernetes_node", "instance", "UUID"];

/** Reads which GPUs NVIDIA's exporter saw in the hour: one number for each. */
export function readGpuSerials(reader: HourReader): Promise<FamilySeries> {
  return readFamilies(Object.values(GPU_SERIALS), (family) => reader.sampleTotals(family, LABELS));
}

/** How many GPUs NVIDIA's exporter saw on each node, by the node's name. */
function gpusByNode(series: FamilySeries): ReadonlyMap<string, number> {
  const nodes = nodesByAddress(series.of(ASSETS.nodeInfo));
  const serials = new Map<string, Set<string>>();
  for (const each of series.of(...Object.values(GPU_SERIALS))) {
    const serial = labelOf(each, "UUID");
    const node = gpuNodeOf(each, nodes);
    if (serial !== "") serials.set(node, (serials.get(node) ?? new Set()).add(serial));
  }
  return new Map([...serials].map(([node, found]) => [node, found.size] as const));
}

/** The exporter's own host name goes first: its `node` may be the one that its service was found through. */
function gpuNodeOf(series: Series, nodes: ReadonlyMap<string, string>): string {
  return nodes.get(labelOf(series, "Hostname")) ?? scrapedNode(series, nodes);
}

/**
 * Who tells how many devices each node has. A price exporter that counts a GPU on a node without any counts
 * them on all nodes, and is not believed about any.
 */
export function deviceSources(
  series: FamilySeries,
  nodes: ReadonlyMap<string, FamilySeries>,
): (node: string) => DeviceSources {
  const measured = gpusByNode(series);
  const isCountBelieved = ![...nodes.values()].some((node) => {
    const isKnown = node.of(ASSETS.nodeCapacity).length > 0;
    return isKnown && !offersAccelerators(node) && countsSome(node);
  });
  return (name) => ({ measured: measured.get(name) ?? null, isCountBelieved });
}

function countsSome(node: FamilySeries): boolean {
  return node.of(ASSETS.nodeGpus).some(({ values }) => (values.at(-1) ?? 0) > 0);
}
