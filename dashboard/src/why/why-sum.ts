import type { ExplainAnswer } from "@kubecent/shared";
import { differenceOf, sumOf } from "../format/nano-sum.ts";
import type { WhyTarget } from "./why-target.ts";

/** Money that a row bears beside what its containers paid. */
export interface Borne {
  name: string;
  amount: string;
}

/** The parts that make up a number, and what is left: exactly nothing, or the explanation is wrong. */
export interface WhySum {
  borne: readonly Borne[];
  sum: string;
  difference: string;
}

interface Told {
  explained: ExplainAnswer | undefined;
  /** The sum of each part that is told by assets. */
  assets: readonly { name: string; amount: string }[];
}

/** Adds up what was told, and compares it with the number that was clicked. */
export function whySum({ figures, assets }: WhyTarget, told: Told): WhySum {
  const isShared = assets.length === 0;
  // Where idle and fee are told by themselves they are not borne as shares.
  const borne: Borne[] = isShared
    ? [
        { name: "Share of idle", amount: figures.idleCost },
        { name: "Share of what serves all", amount: figures.sharedCost },
      ].filter(({ amount }) => /[1-9]/.test(amount))
    : [];
  const parts = [
    ...(told.explained?.lines.map(({ cost }) => cost) ?? []),
    ...told.assets.map(({ amount }) => amount),
    ...borne.map(({ amount }) => amount),
  ];
  const sum = sumOf(parts);
  return { borne, sum, difference: differenceOf(figures.totalCost, sum) };
}
