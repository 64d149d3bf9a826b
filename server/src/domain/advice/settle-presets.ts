import type { AdvicePreset } from "@kubecent/shared";
import { settleCluster } from "./cluster-advice.ts";
import type { ClusterEvidence } from "./cluster-evidence.ts";
import type { BillEffect, Recommendation } from "./recommendation.ts";

/** What rules say of a cluster, of which several may be about the same money. */
export interface UnsettledAdvice {
  readonly sizes: ReadonlyMap<AdvicePreset, readonly Recommendation[]>;
  /** What is no size. */
  readonly others: readonly Recommendation[];
  readonly cluster: ClusterEvidence;
}

/** What is advised upon a cluster, by each preset. */
export interface SettledAdvice {
  /** What is no size is the same by all of them, and stands in `default` alone. */
  readonly byPreset: ReadonlyMap<AdvicePreset, readonly Recommendation[]>;
  /** What all that a preset advises does to the bill together. */
  readonly bills: ReadonlyMap<AdvicePreset, BillEffect>;
}

/** Gives money out once, and packs pools, for each preset. Takes seconds for each preset of a large cluster. */
export function settlePresets({ sizes, others, cluster }: UnsettledAdvice): SettledAdvice {
  const byPreset = new Map<AdvicePreset, Recommendation[]>();
  const bills = new Map<AdvicePreset, BillEffect>();
  for (const [preset, own] of sizes) {
    const { recommendations, total } = settleCluster([...own, ...others], cluster);
    byPreset.set(
      preset,
      recommendations.filter(({ kind }) => preset === "default" || kind === "container-size"),
    );
    if (total.bill) bills.set(preset, total.bill);
  }
  return { byPreset, bills };
}
