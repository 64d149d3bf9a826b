import type { EvidenceWindow, WorkloadEvidence } from "../../../domain/advice/evidence.ts";
import type { BillEffect, Recommendation } from "../../../domain/advice/recommendation.ts";
import type { AdvisedCluster } from "../../../store/recommendations/rounds.ts";

/** What a round asks for to advise upon a cluster. */
export interface AdviceParts {
  /** Its workloads over a window, some at a time. */
  readonly workloads: (
    cluster: AdvisedCluster,
    window: EvidenceWindow,
  ) => AsyncIterable<readonly WorkloadEvidence[]>;
  /** All advice of a cluster, given that on sizes: no money twice, and what of the bill goes with it. */
  readonly settle: (
    cluster: AdvisedCluster,
    window: EvidenceWindow,
    sizes: readonly Recommendation[],
  ) => Promise<SettledAdvice>;
}

/** Advice of which no money is in two. */
export interface SettledAdvice {
  readonly recommendations: readonly Recommendation[];
  /** What all of it together does to the bill; null where it is not known. */
  readonly bill: BillEffect | null;
}
