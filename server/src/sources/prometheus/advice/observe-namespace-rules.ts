import type { DisruptionBudget, InNamespace } from "../../../domain/advice/advice-observation.ts";
import type { LimitRangeRule, QuotaRule } from "../../../domain/advice/evidence.ts";
import { compareText } from "../../../domain/compare-text.ts";
import { labelOf, type Series } from "../series/series.ts";
import { LIMIT_RANGES, QUOTAS } from "./advice-families.ts";
import { valueOf } from "./note-shard-facts.ts";

const MOST = 1e18;
const SUBJECTS = ["Container", "Pod"] as const;
const RESOURCES = ["cpu", "memory"] as const;
const CONSTRAINTS = ["min", "max", "maxLimitRequestRatio"] as const;
const QUOTA_RESOURCES = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"] as const;

/** The bounds that LimitRanges set to containers and pods; what they only fill in is left out. */
export function observeLimitRanges(series: readonly Series[]): InNamespace<LimitRangeRule>[] {
  const rules = of(series, LIMIT_RANGES).flatMap((each): InNamespace<LimitRangeRule>[] => {
    const subject = oneOf(SUBJECTS, labelOf(each, "type"));
    const resource = oneOf(RESOURCES, labelOf(each, "resource"));
    const constraint = oneOf(CONSTRAINTS, labelOf(each, "constraint"));
    const value = valueOf(each, MOST);
    if (!subject || !resource || !constraint || value === null) return [];
    const name = labelOf(each, "limitrange");
    return [{ namespace: labelOf(each, "namespace"), name, of: subject, resource, constraint, value }];
  });
  return inOrder(rules, (rule) => [rule.namespace, rule.name, rule.of, rule.resource, rule.constraint]);
}

/** What quotas allow and how much of it is taken, where both are told. `cpu` is short for `requests.cpu`. */
export function observeQuotas(series: readonly Series[]): InNamespace<QuotaRule>[] {
  const groups = Map.groupBy(of(series, QUOTAS), (each) =>
    [labelOf(each, "namespace"), labelOf(each, "resourcequota"), quotaResourceOf(each)].join("\n"),
  );
  const rules = [...groups.values()].flatMap((own): InNamespace<QuotaRule>[] => {
    const [first] = own;
    const resource = first && oneOf(QUOTA_RESOURCES, quotaResourceOf(first));
    const hard = quotaValue(own, "hard");
    if (!first || !resource || hard === null) return [];
    const name = labelOf(first, "resourcequota");
    return [
      { namespace: labelOf(first, "namespace"), name, resource, hard, used: quotaValue(own, "used") ?? 0 },
    ];
  });
  return inOrder(rules, (rule) => [rule.namespace, rule.name, rule.resource]);
}

function quotaResourceOf(series: Series): string {
  const resource = labelOf(series, "resource");
  return resource === "cpu" || resource === "memory" ? `requests.${resource}` : resource;
}

function quotaValue(own: readonly Series[], type: "hard" | "used"): number | null {
  const told = own.find((each) => labelOf(each, "type") === type);
  return told ? valueOf(told, MOST) : null;
}

/** Disruption budgets, with what each allowed at most. */
export function observeDisruptionBudgets(series: readonly Series[]): DisruptionBudget[] {
  const budgets = series.flatMap((each): DisruptionBudget[] => {
    const allowed = valueOf(each, MOST);
    const name = labelOf(each, "poddisruptionbudget");
    return allowed === null || name === "" ? [] : [{ namespace: labelOf(each, "namespace"), name, allowed }];
  });
  return inOrder(budgets, (budget) => [budget.namespace, budget.name]);
}

function of(series: readonly Series[], metric: string): readonly Series[] {
  return series.filter(({ labels }) => labels["__name__"] === metric);
}

function oneOf<const Text extends string>(known: readonly Text[], text: string): Text | undefined {
  return known.find((each) => each === text);
}

function inOrder<T>(things: readonly T[], keysOf: (thing: T) => readonly string[]): T[] {
  return things.toSorted((a, b) => compareText(keysOf(a).join("\n"), keysOf(b).join("\n")));
}
