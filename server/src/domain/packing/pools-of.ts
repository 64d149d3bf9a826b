import { compareText } from "../compare-text.ts";
import type { Labels } from "../observation.ts";
import { type Amounts, eachResource, sumAmounts } from "./amounts.ts";
import type { Pool, PoolNode, PoolPod } from "./pool.ts";

/** A node as it was seen, with all that schedulers and prices go by. */
export interface SeenNode {
  readonly name: string;
  readonly zone: string;
  readonly region: string;
  readonly pool: string;
  readonly instanceType: string;
  readonly capacityType: string;
  readonly labels: Labels;
  /** As texts, such as `dedicated=gpu:NoSchedule`. */
  readonly taints: readonly string[];
  /** Nobody may start pods there: it is about to go, and no place for others. */
  readonly isCordoned: boolean;
  readonly allocatable: Amounts;
  readonly monthNano: bigint;
}

export interface SeenPod extends PoolPod {
  /** Of a DaemonSet, or of the node itself: it goes with its node. */
  readonly belongsToNode: boolean;
}

/** Labels that differ from node to node, or by zone, which is looked at by itself; as Kubernetes or Prometheus writes them. */
const OF_ONE_NODE =
  /(^|[._/-])(hostname|zone|zone[_-]id|instance[_-]id|node[_-]id|network[_-]node[_-]layer[_-]\d+)$/;

/**
 * Puts nodes that schedulers treat alike and that are paid alike together, with their pods. Nodes that are cordoned, and what
 * stands on them, are left out.
 */
export function poolsOf(nodes: readonly SeenNode[], pods: readonly SeenPod[]): Pool[] {
  const podsOf = Map.groupBy(pods, ({ node }) => node);
  const groups = Map.groupBy(
    nodes.filter(({ isCordoned }) => !isCordoned).toSorted((a, b) => compareText(a.name, b.name)),
    kindOf,
  );
  const kinds = [...groups.values()];
  return kinds
    .map((members, index) => ({ ...poolOf(members, podsOf), name: nameAmong(kinds, index) }))
    .toSorted((a, b) => compareText(a.name, b.name));
}

/** The shortest name that tells a pool from the others: its own, with its instance type, with all that it differs by. */
function nameAmong(kinds: readonly (readonly SeenNode[])[], index: number): string {
  const namesOf = (members: readonly SeenNode[]): string[] =>
    members
      .slice(0, 1)
      .flatMap((node) => [
        node.pool || node.instanceType,
        [node.pool, node.instanceType, node.capacityType].join(" ").trim(),
        kindOf(node),
      ]);
  const own = namesOf(kinds[index] ?? []);
  const isTaken = (name: string): boolean =>
    kinds.some((members, other) => other !== index && namesOf(members).includes(name));
  return own.find((name) => !isTaken(name)) ?? "";
}

function kindOf({ region, pool, instanceType, capacityType, labels, taints }: SeenNode): string {
  const own = Object.entries(labels).filter(([name]) => !OF_ONE_NODE.test(name));
  const sorted = own.map((pair) => pair.join("=")).toSorted(compareText);
  return JSON.stringify([region, pool, instanceType, capacityType, sorted, taints.toSorted(compareText)]);
}

function poolOf(
  members: readonly SeenNode[],
  podsOf: ReadonlyMap<string, readonly SeenPod[]>,
): Omit<Pool, "name"> {
  return {
    nodes: members.map((node) => nodeOf(node, podsOf.get(node.name) ?? [])),
    pods: members.flatMap(({ name }) =>
      (podsOf.get(name) ?? []).filter(({ belongsToNode }) => !belongsToNode),
    ),
  };
}

function nodeOf({ name, zone, allocatable, monthNano }: SeenNode, pods: readonly SeenPod[]): PoolNode {
  const own = sumAmounts(pods.filter(({ belongsToNode }) => belongsToNode).map(({ size }) => size));
  const room = eachResource((resource) => Math.max(0, allocatable[resource] - own[resource]));
  return { name, zone, room, monthNano };
}
