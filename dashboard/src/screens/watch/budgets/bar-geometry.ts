import { parseNano } from "@kubecent/shared/money";

/** What a bar of a budget or of a month shows. Amounts are decimal text. */
export interface BarFigures {
  spent: string;
  /** What may be spent; null of a month without a budget. */
  amount: string | null;
  /** Share of the period's cost that is usually spent by now; null where there is no amount to have a share of. */
  usualRatio: number | null;
  expected: { low: string; mid: string; high: string } | null;
}

/** Where each stands, as shares of the bar's length. */
export interface BarPlaces {
  spent: number;
  amount: number | null;
  usual: number | null;
  expected: { low: number; mid: number; high: number } | null;
}

/** All in one scale that begins at nought and holds the largest. */
export function barPlaces({ spent, amount, usualRatio, expected }: BarFigures): BarPlaces {
  const most = Math.max(units(spent), units(amount ?? "0"), units(expected?.high ?? "0"), 1);
  const at = (text: string): number => units(text) / most;
  return {
    spent: at(spent),
    amount: amount === null ? null : at(amount),
    usual: amount === null || usualRatio === null ? null : at(amount) * Math.min(1, usualRatio),
    expected: expected && { low: at(expected.low), mid: at(expected.mid), high: at(expected.high) },
  };
}

function units(text: string): number {
  return Math.max(0, Number(parseNano(text)));
}
