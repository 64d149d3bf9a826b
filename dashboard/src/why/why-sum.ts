import { formatNano, parseNano } from "@kubecent/shared/money";
import { differenceOf, sumOf } from "../format/nano-sum.ts";
import { monthlyOf } from "../format/monthly.ts";
import type { WhyGroup } from "./why-groups.ts";
import type { WhyTarget } from "./why-target.ts";

/** What parts add up to, and what is left of the number: exactly nothing, or the explanation is wrong. */
export interface WhySum {
  sum: string;
  /** The sum at the pace of a month, where that is what was clicked. */
  monthly: string | null;
  difference: string;
}

/** Adds up what was told, and compares it with the number that was clicked. */
export function whySum({ amount, pace }: WhyTarget, groups: readonly WhyGroup[]): WhySum {
  const sum = sumOf(groups.map((group) => group.amount));
  const monthly = pace ? formatNano(monthlyOf(parseNano(sum), pace.windowMs)) : null;
  return { sum, monthly, difference: differenceOf(amount, monthly ?? sum) };
}
