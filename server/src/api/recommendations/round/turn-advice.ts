import { DAY_MS, type Instant } from "@kubecent/shared";
import type { Amounts, ContainerEvidence } from "../../../domain/advice/evidence.ts";
import { appliedAdvice, judgeOutcome, meanUsage } from "../../../domain/advice/outcome/judge-outcome.ts";
import { containerKey, type DayFacts } from "../../../store/recommendations/day-facts.ts";
import type { AdviceTurn } from "../../../store/recommendations/live-advice.ts";
import type {
  StoredOutcome,
  StoredRecommendation,
} from "../../../store/recommendations/stored-recommendation.ts";
import { type DayOfAdvice, goneTurn } from "./day-of-advice.ts";
import { turnRemoval } from "./turn-removal.ts";

/** How a recommendation stands after the day; null where nothing has changed. */
export function turnOf(advice: StoredRecommendation, day: DayOfAdvice): AdviceTurn | null {
  if (advice.kind !== "container-size") return turnRemoval(advice, day);
  if (advice.state === "verified" || advice.state === "applied") return turnApplied(advice, day);
  const applied = appliedOn(advice, day.facts);
  if (applied) return begun(advice, day, applied);
  return day.isAdvised(advice) || isUnderWay(advice, day.facts) ? null : goneTurn(advice);
}

function appliedOn(advice: StoredRecommendation, facts: DayFacts): Amounts | null {
  return appliedAdvice(facts.requests.get(containerKey(advice)) ?? [], advice.advised);
}

/** Applied in the course of the day: the last hour has the advised requests, and most of the day had not. */
function isUnderWay(advice: StoredRecommendation, facts: DayFacts): boolean {
  const last = facts.requests.get(containerKey(advice))?.at(-1);
  return last !== undefined && appliedAdvice([last], advice.advised) !== null;
}

function begun(advice: StoredRecommendation, day: DayOfAdvice, advised: Amounts): AdviceTurn {
  const appliedAt = day.window.end - DAY_MS;
  const evidence = day.evidence.get(containerKey(advice));
  const { change } = advice.content;
  const before = change?.to === "size" ? change.now.requests : null;
  const days = evidence?.days.filter((one) => one.day < appliedAt) ?? [];
  const outcome: StoredOutcome = {
    before,
    usageBefore: meanUsage(days),
    advised,
    promised: advice.freedNano.toString(),
    days: 1,
    freed: null,
    cpuUsageRatio: null,
    ramUsageRatio: null,
    text: "the advised requests hold since this day",
  };
  return judged(advice, day, { appliedAt, outcome, evidence }) ?? goneTurn(advice);
}

function turnApplied(advice: StoredRecommendation, day: DayOfAdvice): AdviceTurn | null {
  const { outcome, appliedAt } = advice;
  const evidence = day.evidence.get(containerKey(advice));
  if (!outcome || !appliedAt) return null;
  const hours = day.facts.requests.get(containerKey(advice));
  if (advice.state === "applied" && !evidence) return ended(advice, day, "it runs no longer");
  const isKept = !hours || !outcome.advised || appliedAdvice(hours, [outcome.advised]) !== null;
  if (advice.state === "applied" && !isKept) {
    return { id: advice.id, state: "open", appliedAt: null, settledAt: null, outcome: null };
  }
  return judged(advice, day, { appliedAt: appliedAt.getTime(), outcome, evidence });
}

interface AppliedAdvice {
  readonly appliedAt: Instant;
  readonly outcome: StoredOutcome;
  readonly evidence: ContainerEvidence | undefined;
}

function judged(
  advice: StoredRecommendation,
  { window }: DayOfAdvice,
  { appliedAt, outcome, evidence }: AppliedAdvice,
): AdviceTurn | null {
  const { before, usageBefore } = outcome;
  if (!evidence || !before || !usageBefore) return null;
  const { state, freedNano, ...found } = judgeOutcome({ appliedAt, before, usageBefore }, evidence, window);
  // What is verified stays so: only a kill takes it back.
  if (advice.state === "verified" && state !== "regressed") return null;
  return {
    id: advice.id,
    state,
    appliedAt,
    settledAt: state === "applied" ? null : window.end,
    outcome: { ...outcome, ...found, freed: freedNano.toString() },
  };
}

function ended(
  { id, outcome, appliedAt }: StoredRecommendation,
  { window }: DayOfAdvice,
  text: string,
): AdviceTurn {
  return {
    id,
    state: "not_comparable",
    appliedAt: appliedAt?.getTime() ?? null,
    settledAt: window.end,
    outcome: outcome && { ...outcome, text },
  };
}
