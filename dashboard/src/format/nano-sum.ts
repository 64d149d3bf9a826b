import { formatNano, parseNano } from "@kubecent/shared/money";
import type { Amount } from "./money.ts";

/** The exact sum of amounts. */
export function sumOf(amounts: readonly Amount[]): Amount {
  return formatNano(amounts.reduce((sum, amount) => sum + parseNano(amount), 0n));
}

/** The exact difference of two amounts. */
export function differenceOf(one: Amount, other: Amount): Amount {
  return formatNano(parseNano(one) - parseNano(other));
}

/** The same amount on the other side of zero. */
export function negated(amount: Amount): Amount {
  return formatNano(-parseNano(amount));
}

/** Compares amounts by their worth: below 0 where the first is less. */
export function compareAmounts(one: Amount, other: Amount): number {
  const difference = parseNano(one) - parseNano(other);
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** An amount as a share of another one; null where that is zero. For widths and per cents, not for sums. */
export function ratioOf(part: Amount, whole: Amount): number | null {
  const of = parseNano(whole);
  return of === 0n ? null : Number(parseNano(part)) / Number(of);
}
