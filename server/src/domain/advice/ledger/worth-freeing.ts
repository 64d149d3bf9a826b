import { NANO_PER_UNIT } from "@kubecent/shared";
import type { FreedCost } from "../recommendation.ts";

const LEAST_NANO = NANO_PER_UNIT;

/** Whether a change frees enough to be made: one unit of money a month, and a tenth of what its rows cost. */
export function isWorthFreeing(freed: readonly FreedCost[]): boolean {
  const sum = freed.reduce((total, { freedNano }) => total + freedNano, 0n);
  const cost = freed.reduce((total, { costNano }) => total + costNano, 0n);
  return sum >= LEAST_NANO && sum * 10n >= cost;
}
