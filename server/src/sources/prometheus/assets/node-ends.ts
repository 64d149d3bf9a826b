import type { AttendedPod } from "../pods/end-with-node.ts";
import { ASSETS, NODE_PRESENCE } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import type { HourReader } from "../query/hour-reader.ts";
import { labelOf } from "../series/series.ts";
import { type Stretches, subtract, unite } from "../time/stretches.ts";
import { type AssetContext, AttendanceBook } from "./attendance.ts";
import { onNodes } from "./on-nodes.ts";
import { byNode } from "./observe-nodes.ts";
import { readLostNodes } from "./lost-nodes.ts";

export interface NodeEndOptions {
  /** When each node's cAdvisor was heard of: a node that is measured is there, whatever its object says. */
  readonly measured: ReadonlyMap<string, Stretches>;
  readonly pods: readonly AttendedPod[];
  /** Whether a machine is paid while its kubelet is lost for long. */
  readonly notReadyNodes: NotReadyNodes;
}

export type NotReadyNodes = "paid" | "unpaid";

/** When nodes were not there, though pods say that they run on them. */
export interface NodeEnds {
  readonly gone: ReadonlyMap<string, Stretches>;
  /** Lost to the control plane, and therefore not paid. */
  readonly off: ReadonlyMap<string, Stretches>;
}

/** Finds when nodes were gone: those that are described in the hour, and those that were before it. */
export async function readNodeEnds(
  reader: HourReader,
  series: FamilySeries,
  context: AssetContext,
  options: NodeEndOptions,
): Promise<NodeEnds> {
  const described = byNode(series);
  const book = new AttendanceBook(series.of(...NODE_PRESENCE), context);
  const gone = new Map<string, Stretches>();
  for (const [name, node] of described) {
    const own = node.of(...NODE_PRESENCE);
    if (own.length > 0) gone.set(name, book.absence(own, options.measured.get(name)));
  }
  const unknown = [...new Set(options.pods.map(({ observation }) => observation.node))].filter(
    (name) => name !== "" && !gone.has(name),
  );
  for (const name of await describedBefore(reader, unknown)) {
    gone.set(name, subtract(subtract(book.watched(), context.blind), options.measured.get(name) ?? []));
  }
  const lost = await readLostNodes(reader, context, options.measured);
  return { gone, off: options.notReadyNodes === "paid" ? new Map() : lost };
}

/** Those of the nodes that kube-state-metrics described before the hour, as far as its samples are kept. */
async function describedBefore(reader: HourReader, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set();

  const on = onNodes(names);
  const [lately, earlier] = await Promise.all([
    reader.sampleCounts(ASSETS.nodeInfo, { ...on, isBefore: true }),
    reader.everSeen(ASSETS.nodeInfo, on),
  ]);
  const wanted = new Set(names);
  const found = [...lately, ...earlier].map((each) => labelOf(each, "node"));
  return new Set(found.filter((name) => wanted.has(name)));
}

/** The time at which a node was not there for its pods. */
export function absenceOf(ends: NodeEnds, node: string): Stretches {
  return unite([], ends.gone.get(node) ?? [], ends.off.get(node) ?? []);
}
