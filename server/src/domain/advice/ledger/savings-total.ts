import type { RecommendationKind } from "@kubecent/shared";
import type { PoolBill } from "../bill/packed-pool.ts";
import type { BillEffect, FreedCost, Recommendation } from "../recommendation.ts";

/** What all recommendations of one currency come to in a month. */
export interface SavingsTotal {
  /** What their rows cost; a row that two of them are about counts once. */
  readonly costNano: bigint;
  readonly freedNano: bigint;
  /** Null where it is not known what of nodes can be given to pods. */
  readonly bill: BillEffect | null;
}

/**
 * Adds up what settled recommendations free, and by how much the bill falls if all of them are applied: pool by pool what packing and
 * changes do together, and things that are paid by themselves. It is computed; no factor stands for what counts twice.
 */
export function savingsTotal(
  kept: readonly Recommendation[],
  pools: readonly PoolBill[] | null,
): SavingsTotal {
  const freed = kept.filter(({ insufficient }) => insufficient === null).flatMap((each) => each.freed);
  return {
    costNano: costOf(freed),
    freedNano: freed.reduce((sum, { freedNano }) => sum + freedNano, 0n),
    bill: pools && billOf(kept, pools),
  };
}

/** Kinds whose part of the bill is their own, and in no pool. */
const BY_THEMSELVES: ReadonlySet<RecommendationKind> = new Set([
  "unmounted-volume",
  "idle-node",
  "spot-candidate",
]);

function billOf(kept: readonly Recommendation[], pools: readonly PoolBill[]): BillEffect {
  const own = kept.flatMap(({ kind, bill }) => (bill && BY_THEMSELVES.has(kind) ? [bill] : []));
  const byPools = pools.map(({ both }) => ({ atLeastNano: both.leastNano, atMostNano: both.mostNano }));
  const atLeastNano = [...own, ...byPools].reduce((sum, bill) => sum + bill.atLeastNano, 0n);
  const atMostNano = [...own, ...byPools].reduce((sum, bill) => sum + bill.atMostNano, 0n);
  return { atLeastNano, atMostNano, until: atLeastNano > 0n ? [] : pools.flatMap(({ gap }) => gap ?? []) };
}

function costOf(freed: readonly FreedCost[]): bigint {
  const rows = new Map(freed.map(({ row, costNano }) => [JSON.stringify(row), costNano]));
  return [...rows.values()].reduce((sum, costNano) => sum + costNano, 0n);
}
