import { createHash } from "node:crypto";
import type { Instant } from "@kubecent/shared";
import { type AlertState, type AlertStep, stepAlert } from "../../../domain/alerts/alert-state.ts";
import { levelOf, type Side, sideOf } from "../../../domain/alerts/level.ts";
import type { FoundAlert } from "../../../store/alerts/states.ts";
import type { Observation, Observed, ReadRule } from "./observed.ts";
import { closedDayEnd } from "./rule-questions.ts";

/** A rule, and what it has looked at. */
export interface Looked {
  readonly rule: ReadRule;
  readonly observation: Observation;
}

/** A thing, and what has become of it. */
export interface SteppedAlert {
  readonly alert: FoundAlert;
  readonly step: AlertStep;
  readonly isNew: boolean;
}

/** What steps are made with. */
export interface StepParts {
  readonly silenced: (alert: Pick<FoundAlert, "labels" | "scope">) => boolean;
  readonly now: Instant;
}

/** A step for each thing that is seen, and for each that was known and is seen no more. */
export function stepsOf(
  { rule, observation }: Looked,
  known: readonly FoundAlert[],
  parts: StepParts,
): SteppedAlert[] {
  const bySeries = new Map(known.map((alert) => [alert.series, alert]));
  const seen = new Set<string>();
  const steps = observation.things.map((thing) => {
    const alert = foundOf(rule, thing, parts);
    seen.add(alert.series);
    const old = bySeries.get(alert.series) ?? null;
    const step = stepOf({ rule, old, alert }, sidesOf(rule, thing), parts.now);
    return { alert: { ...alert, times: old?.times ?? 0 }, step, isNew: old === null };
  });
  const unseen = known.filter(({ series }) => !seen.has(series));
  const side = observation.isWhole ? ("cleared" as const) : ("unknown" as const);
  return [
    ...steps,
    ...unseen.map((old) => {
      const alert = { ...old, isSilenced: parts.silenced(old) };
      return { alert, step: stepOf({ rule, old, alert }, { side, thenSide: null }, parts.now), isNew: false };
    }),
  ];
}

interface Sides {
  readonly side: Side;
  readonly thenSide: Side | null;
}

function sidesOf({ content }: ReadRule, { value, thenValue }: Observed): Sides {
  const level = levelOf(content.when);
  return { side: sideOf(value, level), thenSide: thenValue === undefined ? null : sideOf(thenValue, level) };
}

function stateOf({ phase, since, firedAt, resolvedAt, toldAt }: FoundAlert): AlertState {
  return { phase, since, firedAt, resolvedAt, toldAt };
}

interface StepPlace {
  readonly rule: ReadRule;
  readonly old: FoundAlert | null;
  readonly alert: FoundAlert;
}

function stepOf({ rule, old, alert }: StepPlace, sides: Sides, now: Instant): AlertStep {
  const { forHours, repeatHours, when } = rule.content;
  const isByDays = when.kind !== "budget" && when.kind !== "late";
  const asOf = isByDays ? closedDayEnd(now) : now;
  return stepAlert(old && stateOf(old), {
    ...sides,
    asOf,
    now,
    forHours,
    repeatHours,
    isSilenced: alert.isSilenced,
  });
}

/** A thing as it is kept. Its labels are also what routes and silences go by. */
function foundOf(
  { definition, content }: ReadRule,
  thing: Observed,
  { silenced, now }: StepParts,
): FoundAlert {
  const { owner, severity, when, labels: own } = content;
  const labels = {
    ...own,
    ...(owner !== undefined && { owner }),
    ...thing.labels,
    rule: definition.name,
    kind: when.kind,
    severity,
  };
  const series = createHash("sha256").update(JSON.stringify(thing.labels)).digest("hex").slice(0, 32);
  return {
    ruleId: definition.definitionId,
    series,
    labels,
    scope: thing.scope,
    title: thing.title.slice(0, 300),
    facts: thing.facts,
    value: thing.value,
    isSilenced: silenced({ labels, scope: thing.scope }),
    times: 0,
    phase: "pending",
    since: now,
    firedAt: null,
    resolvedAt: null,
    toldAt: null,
  };
}
