import type {
  AdvicePreset,
  InsufficientReason,
  RecommendationKind,
  RecommendationState,
} from "@kubecent/shared";
import type { Amounts, EvidenceWindow } from "../../domain/advice/evidence.ts";
import type { Change, Fact, PoolGap, Recommendation, Warning } from "../../domain/advice/recommendation.ts";

/** What of a recommendation is stored as JSON. Amounts of money are texts there: they may be larger than a double tells exactly. */
export interface AdviceContent {
  readonly window: EvidenceWindow;
  readonly rule: string;
  readonly facts: readonly Fact[];
  readonly change: Change | null;
  /** Why there is no number; null where there is one. */
  readonly insufficient: string | null;
  readonly freed: readonly { readonly resource: string; readonly cost: string; readonly freed: string }[];
  readonly gaps: readonly PoolGap[];
  readonly warnings: readonly Warning[];
}

/** What was found of advice since it was applied. */
export interface StoredOutcome {
  readonly before: Amounts | null;
  readonly usageBefore: { readonly cpuCores: number | null; readonly ramBytes: number | null } | null;
  readonly advised: Amounts | null;
  readonly promised: string;
  readonly days: number;
  readonly freed: string | null;
  readonly cpuUsageRatio: number | null;
  readonly ramUsageRatio: number | null;
  readonly text: string;
}

/** A recommendation as it is stored. */
export interface StoredRecommendation {
  readonly clusterId: number;
  readonly id: string;
  readonly kind: RecommendationKind;
  readonly preset: AdvicePreset;
  readonly namespace: string;
  readonly controllerKind: string;
  readonly controller: string;
  readonly container: string;
  readonly asset: string;
  readonly state: RecommendationState;
  readonly insufficient: InsufficientReason | null;
  readonly freedNano: bigint;
  readonly costNano: bigint;
  readonly billLeastNano: bigint | null;
  readonly billMostNano: bigint | null;
  readonly confidence: number;
  readonly content: AdviceContent;
  readonly advised: readonly Amounts[];
  readonly openedAt: Date;
  readonly lastSeen: Date;
  readonly dismissedAt: Date | null;
  readonly dismissedBy: string | null;
  readonly dismissedReason: string | null;
  readonly dismissedUntil: Date | null;
  readonly appliedAt: Date | null;
  readonly settledAt: Date | null;
  readonly outcome: StoredOutcome | null;
}

/** The columns of a StoredRecommendation, but for its state, which depends on the time. */
export const STORED_COLUMNS = `cluster_id as "clusterId", recommendation_id::text as id, kind, preset, namespace,
  controller_kind as "controllerKind", controller, container, asset, insufficient, freed_nano as "freedNano",
  cost_nano as "costNano", bill_least_nano as "billLeastNano", bill_most_nano as "billMostNano", confidence, content, advised,
  opened_at as "openedAt", last_seen as "lastSeen", dismissed_at as "dismissedAt", dismissed_by as "dismissedBy",
  dismissed_reason as "dismissedReason", dismissed_until as "dismissedUntil", applied_at as "appliedAt",
  settled_at as "settledAt", outcome`;

/** What of a recommendation goes into `content`. */
export function contentOf({
  window,
  rule,
  facts,
  change,
  insufficient,
  freed,
  bill,
  warnings,
}: Recommendation): AdviceContent {
  return {
    window,
    rule,
    facts,
    change,
    insufficient: insufficient?.text ?? null,
    freed: freed.map(({ row, costNano, freedNano }) => ({
      resource: row.resource,
      cost: costNano.toString(),
      freed: freedNano.toString(),
    })),
    gaps: bill?.until ?? [],
    warnings,
  };
}
