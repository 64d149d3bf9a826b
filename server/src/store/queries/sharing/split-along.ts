import { type Fragment, sql } from "../../connection/sql.ts";

/** Among which rows an amount is split, and in which order; each row has to have a place of its own. */
interface SplitOrder {
  /** Weighs a row in the split: an integer, zero or more. */
  readonly weight: Fragment;
  readonly partition: Fragment;
  readonly order: Fragment;
}

/** What a split knows of a row: its weight, that of all rows up to it, and that of all. */
export interface RunningWeight {
  readonly weight: Fragment;
  readonly upTo: Fragment;
  readonly all: Fragment;
}

/** A row's running weight, to be selected from the rows that an amount is split among. */
export function runningWeight({ weight, partition, order }: SplitOrder): RunningWeight {
  return {
    weight,
    upTo: sql`sum(${weight}) over (partition by ${partition} order by ${order})`,
    all: sql`sum(${weight}) over (partition by ${partition})`,
  };
}

/**
 * A row's part of `amount`: the running total up to it, less the running total before it, so that nothing is
 * lost. Zero for all rows where none weighs anything. `div` is exact, as division of numerics is not. Most amounts are
 * nothing (GPUs, what nodes leave to the cluster): those are not divided, for ten thousand rows take tens of milliseconds.
 */
export function partOf(amount: Fragment, { weight, upTo, all }: RunningWeight): Fragment {
  return sql`case when ${amount} <> 0 and ${weight} > 0 then
      div(${amount} * ${upTo}, ${all}) - div(${amount} * (${upTo} - ${weight}), ${all})
    else 0 end`;
}

/** The same where the amount stands beside each of the rows already. */
export function partAlong(amount: Fragment, order: SplitOrder): Fragment {
  return partOf(amount, runningWeight(order));
}
