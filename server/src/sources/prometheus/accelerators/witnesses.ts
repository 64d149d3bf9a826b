import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { type DeviceWitnesses, offersAccelerators } from "./device-reader.ts";
import { gpusByNode } from "./gpu-serials.ts";

/**
 * Who tells how many devices each node has. A price exporter that counts a GPU on a node without any counts
 * them on all nodes, and is not believed about any.
 */
export function deviceWitnesses(
  series: FamilySeries,
  nodes: ReadonlyMap<string, FamilySeries>,
): (node: string) => DeviceWitnesses {
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
