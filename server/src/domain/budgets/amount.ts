import { type BudgetPeriod, parseNano } from "@kubecent/shared";
import { firstDayText, type PeriodStretch } from "./period.ts";

/** What says how much a budget is of. */
interface Amounts {
  readonly amount: string;
  readonly amounts?: Readonly<Record<string, string>> | undefined;
  readonly period: BudgetPeriod;
}

/** What a period may cost: the amount of its own, by the day or the month it begins in, else the one of all periods. */
export function amountOf({ amount, amounts = {}, period }: Amounts, stretch: PeriodStretch): bigint {
  const first = firstDayText(stretch, period.zone);
  return parseNano(amounts[first] ?? amounts[first.slice(0, 7)] ?? amount);
}

/** What a period leaves to the next one: what it did not spend of its own amount. What it was left itself is not left again. */
export function carriedFrom(ownNano: bigint, spentNano: bigint): bigint {
  return spentNano < ownNano ? ownNano - spentNano : 0n;
}
