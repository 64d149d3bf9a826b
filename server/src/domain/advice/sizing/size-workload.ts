import type { AdvicePreset } from "@kubecent/shared";
import type { WorkloadEvidence } from "../evidence.ts";
import type { ContainerChange, FreedCost, Recommendation, Subject, Warning } from "../recommendation.ts";
import { confidenceOf, containerFacts } from "./container-facts.ts";
import { type Draft, draftOf, ownSize } from "./draft.ts";
import { freedCosts } from "./freed-cost.ts";
import { brokenPodRule, quotaWarnings } from "./namespace-rules.ts";
import { helmRelease } from "../patches/helm.ts";
import { qualityWarnings } from "./quality-of-service.ts";
import { worthwhile } from "./worthwhile.ts";

/** What each container of a workload is to ask for where that is worth a change, and for which of them nothing can be said. */
export function sizeWorkload(workload: WorkloadEvidence, preset: AdvicePreset = "default"): Recommendation[] {
  const drafts = workload.containers.map((evidence) => draftOf({ workload, evidence }, preset));
  const ruled = preset === "default" ? withinPodRules(workload, drafts) : drafts;
  const shared = podWarnings(workload, ruled);
  return worthwhile(ruled.map((draft) => recommendationOf(workload, draft, shared)));
}

/** Leaves a resource of all containers as it is where their new sizes together would break a bound on whole pods. */
function withinPodRules(workload: WorkloadEvidence, drafts: readonly Draft[]): Draft[] {
  const cpuRule = brokenPodRule(
    workload,
    drafts.map(({ size }) => size),
    "cpu",
  );
  const ramRule = brokenPodRule(
    workload,
    drafts.map(({ size }) => size),
    "ram",
  );
  return drafts.map((draft) => {
    const own = ownSize(draft.evidence);
    const cpu = cpuRule === null ? draft.size : own;
    const ram = ramRule === null ? draft.size : own;
    const warnings = [cpuRule, ramRule].flatMap((rule): Warning[] =>
      rule === null ? [] : [{ code: "limit_range_clamps", text: podRuleText(rule) }],
    );
    return {
      ...draft,
      size: {
        requests: { cpuCores: cpu.requests.cpuCores, ramBytes: ram.requests.ramBytes },
        limits: { cpuCores: cpu.limits.cpuCores, ramBytes: ram.limits.ramBytes },
      },
      warnings: [...draft.warnings, ...warnings],
    };
  });
}

function podRuleText(rule: string): string {
  return `the LimitRange ${rule} bounds whole pods, and the advised sizes together would pass it: the resource stays as it is`;
}

/** What the change of all containers together does to the pod and to its namespace. */
function podWarnings(workload: WorkloadEvidence, drafts: readonly Draft[]): Warning[] {
  const changed = drafts.filter(({ insufficient }) => insufficient === null);
  const advised = drafts.map(({ evidence, size, insufficient }) =>
    insufficient === null && evidence.limits !== "unknown" ? size : evidence,
  );
  const changes = changed.map(({ evidence, size }) => ({ before: ownSize(evidence), after: size }));
  return [...qualityWarnings(workload, advised), ...quotaWarnings(workload, changes)];
}

function recommendationOf(
  workload: WorkloadEvidence,
  draft: Draft,
  shared: readonly Warning[],
): Recommendation {
  const { cluster, namespace, kind, name, currency, window } = workload;
  const { evidence, insufficient, rule, warnings } = draft;
  const subject: Subject = {
    cluster,
    namespace,
    controllerKind: kind,
    controller: name,
    container: evidence.container,
    asset: "",
  };
  return {
    kind: "container-size",
    subject,
    currency,
    window,
    rule,
    facts: containerFacts({ workload, evidence }),
    change: changeOf(workload, draft),
    insufficient,
    freed: freedOf(workload, subject, draft),
    bill: null,
    confidence: insufficient === null ? confidenceOf(evidence.days) : 0,
    warnings: insufficient === null ? [...warnings, ...shared] : warnings,
  };
}

function changeOf({ kind, newestPod, labels }: WorkloadEvidence, draft: Draft): ContainerChange | null {
  const { evidence, size, byPool, insufficient } = draft;
  if (insufficient !== null && byPool.length === 0) return null;
  const { requests, limits } = evidence;
  return {
    to: "size",
    now: { requests, limits },
    advised: size,
    byPool,
    // A run of a job is over before anything can be tried on it.
    pod: kind === "CronJob" || kind === "Job" ? "" : newestPod,
    helm: helmRelease(labels),
  };
}

/** Where nothing is advised nothing is freed, and the rows' cost says what it is about. */
function freedOf(workload: WorkloadEvidence, subject: Subject, draft: Draft): FreedCost[] {
  const { evidence, size, insufficient } = draft;
  const advised = insufficient === null ? size.requests : evidence.requests;
  const rows = { subject, window: workload.window, days: evidence.days };
  return freedCosts(rows, { now: evidence.requests, advised });
}
