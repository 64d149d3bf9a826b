import { BYTES_PER_GIB } from "../../../domain/units.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { labelOf, type Series } from "../series/series.ts";

/** What a node has: nothing on it can take more. */
export interface NodeSize {
  readonly cpuCores: number;
  readonly ramBytes: number;
}

/** More than any machine has: where no node tells, nothing else is known, and virtual nodes tell more than that. */
const LARGEST_MACHINE: NodeSize = { cpuCores: 2_048, ramBytes: 32 * 1_024 * BYTES_PER_GIB };

/** How large each node is; one that nobody describes is taken for the largest of the cluster. */
export class NodeSizes {
  readonly #cores: ReadonlyMap<string, number>;
  readonly #bytes: ReadonlyMap<string, number>;
  readonly #largest: NodeSize;

  constructor(assets: FamilySeries) {
    const { nodeCapacity, oldNodeCores, oldNodeBytes } = ASSETS;
    const of = (resource: string) =>
      assets.of(nodeCapacity).filter((each) => labelOf(each, "resource") === resource);
    this.#cores = sizesByNode([...of("cpu"), ...assets.of(oldNodeCores)], LARGEST_MACHINE.cpuCores);
    this.#bytes = sizesByNode([...of("memory"), ...assets.of(oldNodeBytes)], LARGEST_MACHINE.ramBytes);
    this.#largest = {
      cpuCores: largestOf(this.#cores) || LARGEST_MACHINE.cpuCores,
      ramBytes: largestOf(this.#bytes) || LARGEST_MACHINE.ramBytes,
    };
  }

  /** The node's size, the largest that it had in the hour. */
  of(node: string): NodeSize {
    return {
      cpuCores: this.#cores.get(node) ?? this.#largest.cpuCores,
      ramBytes: this.#bytes.get(node) ?? this.#largest.ramBytes,
    };
  }
}

function sizesByNode(series: readonly Series[], most: number): Map<string, number> {
  const byNode = Map.groupBy(series, (each) => labelOf(each, "node", "instance"));
  const sizes = [...byNode].map(([node, of]) => [node, sizeIn(of, most)] as const);
  return new Map(sizes.filter(([, size]) => size > 0));
}

/** The largest value that two samples in a row tell: one sample alone may be wrong. */
function sizeIn(series: readonly Series[], most: number): number {
  let size = 0;
  for (const { values } of series) {
    for (const [index, value] of values.entries()) {
      const isTold = values.length === 1 || value === values[index + 1];
      if (isTold) size = Math.max(size, Math.min(value, most));
    }
  }
  return size;
}

function largestOf(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((most, size) => Math.max(most, size), 0);
}
