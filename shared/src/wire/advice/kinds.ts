/** What a recommendation advises. */
export const RECOMMENDATION_KINDS = [
  "container-size",
  "unmounted-volume",
  "idle-node",
  "abandoned-workload",
  "pool-packing",
  "spot-candidate",
] as const;
export type RecommendationKind = (typeof RECOMMENDATION_KINDS)[number];

/**
 * `open`; `dismissed` by somebody; `applied`, by what was observed afterwards; from there `verified`, `regressed` (a container was
 * killed for want of memory) or `not_comparable` (its usage is another now). `gone`: it holds no longer, and nobody applied it.
 */
export const RECOMMENDATION_STATES = [
  "open",
  "dismissed",
  "applied",
  "verified",
  "regressed",
  "not_comparable",
  "gone",
] as const;
export type RecommendationState = (typeof RECOMMENDATION_STATES)[number];

/** By whose rules containers are sized: ours, or as other tools do it, to compare. */
export const ADVICE_PRESETS = ["default", "krr", "vpa", "kubecost"] as const;
export type AdvicePreset = (typeof ADVICE_PRESETS)[number];

/** Why there is no number. */
export const INSUFFICIENT_REASONS = [
  "few_points",
  "short_history",
  "few_runs",
  "low_coverage",
  "rare_scrapes",
  "autoscaled",
  "managed_heap",
  "oom_killed",
  "pools_differ",
  "not_measured",
] as const;
export type InsufficientReason = (typeof INSUFFICIENT_REASONS)[number];
