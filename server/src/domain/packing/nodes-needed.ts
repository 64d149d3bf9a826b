import { fewestNodes } from "./fewest-nodes.ts";
import { firstFitNodes } from "./first-fit.ts";
import { canPack } from "./search.ts";
import type { Spread } from "./spread.ts";
import type { PackingTask } from "./task.ts";

/** How many nodes a pool's pods need: surely not fewer than `low`, and `high` are enough. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export type NodesNeeded = Readonly<Record<Spread, Bounds>>;

/** Finds the bounds for each spread; `known` nodes are enough by what is known before. In small pools the bounds meet. */
export function nodesNeeded(task: PackingTask, known = Number.POSITIVE_INFINITY): NodesNeeded {
  const kept = boundsOf(task, "kept", known);
  const apart = boundsOf(task, "apart", kept.high);
  return { kept, apart, free: boundsOf(task, "free", apart.high) };
}

function boundsOf(task: PackingTask, spread: Spread, known: number): Bounds {
  const low = fewestNodes(task, spread);
  const high = low < known ? Math.min(known, firstFitNodes(task, spread, low)) : low;
  return narrowed(task, spread, { low, high: Math.max(low, high) });
}

/** Tries to do with one node less, until that is known to be impossible, or is not to be known. */
function narrowed(task: PackingTask, spread: Spread, { low, high }: Bounds): Bounds {
  // The search knows only the nodes that there are.
  if (low === high || high > task.bins.length) return { low, high };
  const answer = canPack(task, high - 1, spread);
  if (answer === "unknown") return { low, high };
  return answer === "fits" ? narrowed(task, spread, { low, high: high - 1 }) : { low: high, high };
}
