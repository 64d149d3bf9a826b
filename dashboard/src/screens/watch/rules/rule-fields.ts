import type { AlertCondition, AlertGroup, AlertKind, AlertRuleInput, AlertRuleRow } from "@kubecent/shared";
import { namesOf, numberOf, textOf, textOrNone, tickedOf } from "../../../dialogs/field-values.ts";

export const RULE_KINDS = [
  "budget",
  "spend",
  "anomaly",
  "efficiency",
  "newSpender",
  "prices",
  "coverage",
  "late",
  "recommendations",
] as const satisfies readonly AlertKind[];

interface RuleTakes {
  /** The pattern of what it is looked at by; null where that is no choice. */
  readonly by: string | null;
  readonly hasNamespaces: boolean;
  readonly hasLabels: boolean;
}

const OF_COSTS: RuleTakes = {
  by: "cluster|namespace|workload|label:[a-zA-Z0-9_]+",
  hasNamespaces: true,
  hasLabels: true,
};
const OF_CLUSTERS: RuleTakes = { by: "cluster|namespace", hasNamespaces: false, hasLabels: false };

/** What a kind can be told apart and chosen by. The service refuses the rest, so the form does not ask for it. */
export const RULE_TAKES: Readonly<Record<AlertKind, RuleTakes>> = {
  budget: { by: null, hasNamespaces: true, hasLabels: false },
  spend: OF_COSTS,
  anomaly: { by: null, hasNamespaces: true, hasLabels: false },
  efficiency: OF_COSTS,
  newSpender: OF_COSTS,
  prices: OF_COSTS,
  coverage: OF_CLUSTERS,
  late: OF_CLUSTERS,
  recommendations: { ...OF_CLUSTERS, hasNamespaces: true },
};

const SEVERITIES = ["info", "warning", "critical"] as const;

/** What the form asks for, on top of what a rule has that it does not ask for. */
export function readRuleFields(fields: FormData, kind: AlertKind, rule: AlertRuleRow | null): AlertRuleInput {
  const takes = RULE_TAKES[kind];
  const cluster = namesOf(fields, "clusters");
  const namespace = takes.hasNamespaces ? namesOf(fields, "namespaces") : undefined;
  const label = takes.hasLabels ? rule?.filter.label : undefined;
  const owner = textOrNone(fields, "owner");
  const by = takes.by === null ? undefined : textOrNone(fields, "by");
  const forHours = numberOf(fields, "forHours");
  return {
    name: rule?.name ?? textOf(fields, "name"),
    ...(rule && {
      scope: rule.scope,
      labels: rule.labels,
      repeatHours: rule.repeatHours,
      enabled: rule.enabled,
    }),
    when: conditionOf(fields, kind, rule?.when),
    filter: {
      ...(cluster && { cluster }),
      ...(namespace && { namespace }),
      ...(label && { label }),
    },
    ...(isGroup(by) && { by }),
    ...(forHours !== undefined && { forHours }),
    severity: SEVERITIES.find((each) => each === textOf(fields, "severity")) ?? "warning",
    ...(owner !== undefined && { owner }),
    channels: tickedOf(fields, "channels"),
  };
}

/** What the form does not ask for of a condition, such as its days, stays where it is still of the same kind. */
function conditionOf(fields: FormData, kind: AlertKind, before: AlertCondition | undefined): AlertCondition {
  const days = before?.kind === kind && "days" in before ? before.days : undefined;
  const kept = { ...(days !== undefined && { days }) };
  const amount = textOrNone(fields, "least");
  const least = { ...(amount !== undefined && { least: amount }) };
  switch (kind) {
    case "budget": {
      const on = textOf(fields, "on");
      const bound = before?.kind === "budget" && before.on === on ? before.bound : undefined;
      return {
        kind,
        on: on === "expected" || on === "pace" ? on : "spent",
        at: ratioOf(fields, "at"),
        ...(bound !== undefined && { bound }),
      };
    }
    case "spend": {
      const direction = textOf(fields, "direction") === "down" ? "down" : "up";
      return { kind, ...kept, direction, by: ratioOf(fields, "change"), ...least };
    }
    case "efficiency":
      return { kind, ...kept, below: ratioOf(fields, "below"), ...least };
    case "newSpender":
      return { kind, ...kept, ...least };
    case "anomaly":
      return { kind, ...least };
    case "prices": {
      const of = textOf(fields, "of") === "unpriced" ? "unpriced" : "default";
      return { kind, ...kept, of, above: ratioOf(fields, "above") };
    }
    case "coverage":
      return { kind, ...kept, below: ratioOf(fields, "below") };
    case "late":
      return { kind, hours: numberOf(fields, "hours") ?? 0 };
    case "recommendations":
      return { kind, above: textOf(fields, "above") };
  }
}

/** A share that was written in per cent. */
function ratioOf(fields: FormData, name: string): number {
  return Number(((numberOf(fields, name) ?? 0) / 100).toFixed(6));
}

function isGroup(text: string | undefined): text is AlertGroup {
  return (
    text === "cluster" || text === "namespace" || text === "workload" || (text?.startsWith("label:") ?? false)
  );
}
