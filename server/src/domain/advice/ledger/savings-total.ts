import type { PoolBill } from "../bill/packed-pool.ts";
import type { BillEffect, FreedCost, Recommendation } from "../recommendation.ts";

/** What all recommendations of one currency come to in a month. */
export interface SavingsTotal {
  /** What their rows cost; a row that two of them are about counts once. */
  readonly costNano: bigint;
  readonly freedNano: bigint;
  /** Null where no cluster's nodes were told. */
  readonly bill: Omit<BillEffect, "until">;
}

/**
 * Adds up what settled recommendations free, and by how much the bill falls if all of them are applied: pool by pool what packing and
 * changes do together, and things that are paid by themselves. It is computed; no factor stands for what counts twice.
 */
export function savingsTotal(kept: readonly Recommendation[], pools: readonly PoolBill[]): SavingsTotal {
  const freed = kept.filter(({ insufficient }) => insufficient === null).flatMap((each) => each.freed);
  const byThemselves = kept.flatMap(({ kind, bill }) =>
    bill && (kind === "unmounted-volume" || kind === "idle-node" || kind === "spot-candidate") ? [bill] : [],
  );
  const byPools = pools.map(({ both }) => ({ atLeastNano: both.leastNano, atMostNano: both.mostNano }));
  const bills = [...byThemselves, ...byPools];
  return {
    costNano: costOf(freed),
    freedNano: freed.reduce((sum, { freedNano }) => sum + freedNano, 0n),
    bill: {
      atLeastNano: bills.reduce((sum, { atLeastNano }) => sum + atLeastNano, 0n),
      atMostNano: bills.reduce((sum, { atMostNano }) => sum + atMostNano, 0n),
    },
  };
}

function costOf(freed: readonly FreedCost[]): bigint {
  const rows = new Map(freed.map(({ row, costNano }) => [JSON.stringify(row), costNano]));
  return [...rows.values()].reduce((sum, costNano) => sum + costNano, 0n);
}
