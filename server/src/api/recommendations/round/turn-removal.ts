import { DAY_MS } from "@kubecent/shared";
import { type DayFacts, workloadKey } from "../../../store/recommendations/day-facts.ts";
import type { AdviceTurn } from "../../../store/recommendations/live-advice.ts";
import type { StoredRecommendation } from "../../../store/recommendations/stored-recommendation.ts";
import { type DayOfAdvice, goneTurn } from "./day-of-advice.ts";

const DAYS_WANTED = 7;

/** Advice to delete something: applied when it is no longer there, verified when it has stayed away for seven days. */
export function turnRemoval(advice: StoredRecommendation, day: DayOfAdvice): AdviceTurn | null {
  if (advice.state === "verified") return null;
  const isThere = isPresent(advice, day.facts);
  if (advice.state === "applied") return isThere ? cameBack(advice) : stayedAway(advice, day);
  if (isThere === false) return stayedAway(advice, day);
  return day.isAdvised(advice) ? null : goneTurn(advice);
}

/** Null for advice that deletes nothing. */
function isPresent(advice: StoredRecommendation, facts: DayFacts): boolean | null {
  switch (advice.kind) {
    case "unmounted-volume":
      return facts.volumes.has(advice.asset);
    case "idle-node":
      return facts.nodes.has(advice.asset);
    case "abandoned-workload":
      return facts.workloads.has(workloadKey(advice));
    case "container-size":
    case "pool-packing":
    case "spot-candidate":
      return null;
  }
}

function cameBack({ id }: StoredRecommendation): AdviceTurn {
  return { id, state: "open", appliedAt: null, settledAt: null, outcome: null };
}

function stayedAway(advice: StoredRecommendation, { window }: DayOfAdvice): AdviceTurn {
  const appliedAt = advice.appliedAt?.getTime() ?? window.end - DAY_MS;
  const days = Math.round((window.end - appliedAt) / DAY_MS);
  const isVerified = days >= DAYS_WANTED;
  const promised = advice.freedNano.toString();
  return {
    id: advice.id,
    state: isVerified ? "verified" : "applied",
    appliedAt,
    settledAt: isVerified ? window.end : null,
    outcome: {
      before: null,
      usageBefore: null,
      advised: null,
      promised,
      days,
      freed: promised,
      cpuUsageRatio: null,
      ramUsageRatio: null,
      text: `it is gone since ${new Date(appliedAt).toISOString().slice(0, 10)}`,
    },
  };
}
