import { poolsOf, type SeenNode, type SeenPod } from "../../packing/pools-of.ts";
import type { PoolChanges } from "../../packing/pool.ts";
import type { BillEffect, Recommendation } from "../recommendation.ts";
import { PackedPool, type PackingBudget, type PoolBill } from "./packed-pool.ts";
import { changesBy } from "./pool-changes.ts";

/** Nodes and pods of a cluster at one time. Nodes that are advised to go are left out, with their pods. */
export interface ClusterPlaces {
  readonly nodes: readonly SeenNode[];
  readonly pods: readonly SeenPod[];
}

/** By how much the bill falls: by each recommendation alone, and by all of them together, pool by pool. */
export interface BillEffects {
  readonly of: ReadonlyMap<Recommendation, BillEffect>;
  readonly pools: readonly PoolBill[];
}

/** How much packing is tried for all recommendations together: a second's work. What is left then is told by sums alone. */
const MOST_PAIRS = 10_000_000;

/** Packs a cluster's pools as they are and as they would be. Only what changes or removes pods has an effect by packing. */
export function billEffects(
  { nodes, pods }: ClusterPlaces,
  recommendations: readonly Recommendation[],
): BillEffects {
  const podsOf = Map.groupBy(pods, ({ workload }) => workload);
  const pools = poolsOf(nodes, pods).map((pool) => new PackedPool(pool));
  const ofPods = recommendations.filter(
    ({ kind }) => kind === "container-size" || kind === "abandoned-workload",
  );
  const budget = { pairs: MOST_PAIRS };
  const effects = ofPods
    .toSorted(byFreed)
    .map((each) => [each, effectOn(pools, changesBy([each], podsOf), budget)] as const);
  const all = changesBy(ofPods, podsOf);
  return { of: new Map(effects), pools: pools.map((pool) => pool.billWith(all)) };
}

/** What frees most comes first: it is the likeliest to free a node. */
function byFreed(a: Recommendation, b: Recommendation): number {
  const difference = freedBy(b) - freedBy(a);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

function freedBy({ freed }: Recommendation): bigint {
  return freed.reduce((sum, { freedNano }) => sum + freedNano, 0n);
}

function effectOn(pools: readonly PackedPool[], changes: PoolChanges, budget: PackingBudget): BillEffect {
  const effects = pools.flatMap((pool) => pool.effectOf(changes, budget) ?? []);
  const atLeastNano = effects.reduce((sum, { range }) => sum + range.leastNano, 0n);
  const atMostNano = effects.reduce((sum, { range }) => sum + range.mostNano, 0n);
  const until = atLeastNano > 0n ? [] : effects.flatMap(({ gap }) => gap ?? []);
  return { atLeastNano, atMostNano, until };
}
