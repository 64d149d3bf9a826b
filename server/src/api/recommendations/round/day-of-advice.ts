import type { ContainerEvidence, EvidenceWindow } from "../../../domain/advice/evidence.ts";
import type { DayFacts } from "../../../store/recommendations/day-facts.ts";
import type { AdviceTurn } from "../../../store/recommendations/live-advice.ts";
import type { StoredRecommendation } from "../../../store/recommendations/stored-recommendation.ts";

/** What a closed day says of advice that was there before it. */
export interface DayOfAdvice {
  readonly window: EvidenceWindow;
  readonly facts: DayFacts;
  /** Of the containers that advice of sizes is about. */
  readonly evidence: ReadonlyMap<string, ContainerEvidence>;
  /** Whether the day's own advice says it again. */
  readonly isAdvised: (advice: StoredRecommendation) => boolean;
}

/** Advice that holds no longer, and that nobody has applied. */
export function goneTurn({ id }: Pick<StoredRecommendation, "id">): AdviceTurn {
  return { id, state: "gone", appliedAt: null, settledAt: null, outcome: null };
}
