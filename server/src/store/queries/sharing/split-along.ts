import { type Fragment, sql } from "../../connection/sql.ts";

/** Among which rows an amount is split, and in which order; each row has to have a place of its own. */
interface SplitOrder {
  /** Weighs a row in the split: an integer, zero or more. */
  readonly weight: Fragment;
  readonly partition: Fragment;
  readonly order: Fragment;
}

/**
 * A row's part of `amount`: the running total up to it, less the running total before it, so that nothing is
 * lost. Zero for all rows where none weighs anything. `div` is exact, as division of numerics is not. Most amounts are
 * nothing (GPUs, what nodes leave to the cluster): those are not divided, for ten thousand rows take tens of milliseconds.
 */
export function partAlong(amount: Fragment, { weight, partition, order }: SplitOrder): Fragment {
  const upTo = sql`sum(${weight}) over (partition by ${partition} order by ${order})`;
  const all = sql`sum(${weight}) over (partition by ${partition})`;
  return sql`case when ${amount} <> 0 and ${all} > 0 then
      div(${amount} * ${upTo}, ${all}) - div(${amount} * (${upTo} - ${weight}), ${all})
    else 0 end`;
}
