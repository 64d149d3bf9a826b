import { closing, type HourCosts } from "./hour-costs.ts";
import { totalNano } from "./measures.ts";

/** Who bears how much of an hour, in nano-units. */
export interface HourBill {
  readonly byNamespace: ReadonlyMap<string, bigint>;
  /** What no namespace bears: idle, minutes that nobody saw, and the cluster's fee. */
  readonly idleNano: bigint;
  readonly unobservedNano: bigint;
  readonly feeNano: bigint;
}

/** An hour's bill by its costs. */
export function hourBill(costs: HourCosts): HourBill {
  const byNamespace = new Map<string, bigint>();
  for (const { namespace, measures } of costs.rows) {
    byNamespace.set(namespace, (byNamespace.get(namespace) ?? 0n) + totalNano(measures));
  }
  const { idleNano, unobservedNano, feeNano } = closing(costs);
  return { byNamespace, idleNano, unobservedNano, feeNano };
}

/** A bill of no hour. */
export const NO_BILL: HourBill = { byNamespace: new Map(), idleNano: 0n, unobservedNano: 0n, feeNano: 0n };

/** The bill of both together. */
export function addBills(a: HourBill, b: HourBill): HourBill {
  const byNamespace = new Map(a.byNamespace);
  for (const [namespace, nano] of b.byNamespace) {
    byNamespace.set(namespace, (byNamespace.get(namespace) ?? 0n) + nano);
  }
  return {
    byNamespace,
    idleNano: a.idleNano + b.idleNano,
    unobservedNano: a.unobservedNano + b.unobservedNano,
    feeNano: a.feeNano + b.feeNano,
  };
}

/** All of a bill: what the cluster's assets cost. */
export function billTotal({ byNamespace, idleNano, unobservedNano, feeNano }: HourBill): bigint {
  return [...byNamespace.values()].reduce((sum, nano) => sum + nano, idleNano + unobservedNano + feeNano);
}
