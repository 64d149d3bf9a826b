import {
  type AdvisedBill,
  type AdvisedChange,
  type AdviceOutcome,
  type AdviceTotals,
  formatInstant,
  formatNano,
  type RecommendationRow,
} from "@kubecent/shared";
import type { Change } from "../../domain/advice/recommendation.ts";
import type { AdviceSums } from "../../store/recommendations/read-advice.ts";
import type { StoredRecommendation } from "../../store/recommendations/stored-recommendation.ts";

/** What a row needs beside what is stored of it. */
interface RowPlace {
  readonly cluster: string;
  /** Whether its cluster is seen in part alone. */
  readonly isPartial: boolean;
}

/** A recommendation as answers show it. */
export function recommendationRow(
  advice: StoredRecommendation,
  { cluster, isPartial }: RowPlace,
): RecommendationRow {
  const { content, insufficient } = advice;
  return {
    id: advice.id,
    kind: advice.kind,
    preset: advice.preset,
    state: advice.state,
    cluster,
    namespace: nameOf(advice.namespace),
    controllerKind: nameOf(advice.controllerKind),
    controller: nameOf(advice.controller),
    container: nameOf(advice.container),
    asset: nameOf(advice.asset),
    rule: content.rule,
    change: content.change && shownChange(content.change),
    insufficient: insufficient === null ? null : { reason: insufficient, text: content.insufficient ?? "" },
    cost: formatNano(advice.costNano),
    freed: formatNano(advice.freedNano),
    freedByResource: content.freed.map(({ resource, cost, freed }) => ({
      resource,
      cost: formatNano(BigInt(cost)),
      freed: formatNano(BigInt(freed)),
    })),
    bill: isPartial ? null : billOf(advice),
    confidence: advice.confidence,
    warnings: content.warnings.map(({ code, text }) => ({ code, text })),
    facts: content.facts.map(({ name, value, unit }) => ({ name, value, unit })),
    window: {
      start: formatInstant(content.window.start),
      end: formatInstant(content.window.end),
      seenHours: content.window.seenHours,
    },
    openedAt: formatInstant(advice.openedAt.getTime()),
    dismissed: advice.state === "dismissed" ? dismissedOf(advice) : null,
    outcome: outcomeOf(advice),
  };
}

function nameOf(name: string): string | null {
  return name === "" ? null : name;
}

/** The change without what only patches need. */
function shownChange(change: Change): AdvisedChange {
  if (change.to !== "size") return change;
  const { to, now, advised, byPool } = change;
  return { to, now, advised, byPool: byPool.map((one) => ({ ...one })) };
}

function billOf({ billLeastNano, billMostNano, content }: StoredRecommendation): AdvisedBill | null {
  if (billLeastNano === null || billMostNano === null) return null;
  return {
    atLeast: formatNano(billLeastNano),
    atMost: formatNano(billMostNano),
    until: content.gaps.map((gap) => ({ ...gap })),
  };
}

function dismissedOf({ dismissedAt, dismissedBy, dismissedReason, dismissedUntil }: StoredRecommendation) {
  if (!dismissedAt) return null;
  return {
    at: formatInstant(dismissedAt.getTime()),
    by: dismissedBy ?? "",
    reason: dismissedReason ?? "",
    until: dismissedUntil ? formatInstant(dismissedUntil.getTime()) : null,
  };
}

function outcomeOf({ outcome, appliedAt, settledAt }: StoredRecommendation): AdviceOutcome | null {
  if (!outcome || !appliedAt) return null;
  const { days, freed, promised, cpuUsageRatio, ramUsageRatio, text } = outcome;
  return {
    appliedAt: formatInstant(appliedAt.getTime()),
    settledAt: settledAt ? formatInstant(settledAt.getTime()) : null,
    days,
    freed: freed === null ? null : formatNano(BigInt(freed)),
    promised: formatNano(BigInt(promised)),
    cpuUsageRatio,
    ramUsageRatio,
    text,
  };
}

/** Several sums added up, as answers show them. */
export function totalsOf(all: readonly AdviceSums[]): AdviceTotals {
  const total = (of: (sums: AdviceSums) => bigint): string =>
    formatNano(all.reduce((sum, one) => sum + of(one), 0n));
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    cost: total(({ costNano }) => costNano),
    freed: total(({ freedNano }) => freedNano),
    more: total(({ moreNano }) => moreNano),
  };
}
