import { createHash } from "node:crypto";
import {
  AlertRuleContentSchema,
  AlertSilenceContentSchema,
  FULL_SCOPE,
  type Instant,
  isScopeWithin,
} from "@kubecent/shared";
import type pg from "pg";
import { type AlertState, type AlertStep, stepAlert } from "../../../domain/alerts/alert-state.ts";
import { levelOf, type Side, sideOf } from "../../../domain/alerts/level.ts";
import { isMatch, isSilentAt } from "../../../domain/alerts/match.ts";
import { listDefinitions, noteLooked, type StoredDefinition } from "../../../store/alerts/definitions.ts";
import {
  forgetAlerts,
  forgetOldAlerts,
  type FoundAlert,
  listAlerts,
  saveAlerts,
} from "../../../store/alerts/states.ts";
import { inTransaction } from "../../../store/connection/transaction.ts";
import { askerWithin } from "../../budgets/budget-asker.ts";
import type { AssertLed } from "../../budgets/evaluate-budget.ts";
import type { ApiServices } from "../../context.ts";
import { isToldStill } from "./muted-rules.ts";
import { observeCosts } from "./observe-costs.ts";
import { type LookedBudget, observeBudgets, observeCoverage, observeLate } from "./observe-others.ts";
import type { Observation, Observed, ReadRule } from "./observed.ts";
import { closedDayEnd, RuleQuestions } from "./rule-questions.ts";
import { type AlertNews, tellAlerts } from "./tell-alerts.ts";

/** What a round of rules works with. */
export interface RuleRound {
  readonly services: ApiServices;
  readonly now: Instant;
  /** How all budgets stood a moment ago. */
  readonly budgets: readonly LookedBudget[];
  readonly assertLed: AssertLed;
  /** A rule that could not be looked at; the others are. */
  readonly onFailure: (rule: StoredDefinition, error: unknown) => void;
}

interface Looked {
  readonly rule: ReadRule;
  readonly observation: Observation;
}

/**
 * Looks at all rules once: asks what they have in common once, and writes what has become of what they look at, and what is told of
 * it, in one transaction that the lease holds. Returns how many were told.
 */
export async function lookAtRules(round: RuleRound): Promise<number> {
  const { services } = round;
  const { database } = services;
  const rules = await inTransaction(database, (client) => listDefinitions(client, "rule"));
  if (rules.length === 0) return 0;
  const questions = new RuleQuestions(askerWithin(services, FULL_SCOPE));
  const looked: Looked[] = [];
  for (const definition of rules) {
    const rule = { definition, content: AlertRuleContentSchema.parse(definition.content) };
    if (!rule.content.enabled) continue;
    try {
      looked.push({ rule, observation: await observe(rule, round, questions) });
    } catch (error) {
      round.onFailure(definition, error);
    }
  }
  return inTransaction(database, async (client) => {
    const told = await keepLooked(client, looked, round);
    await round.assertLed(client);
    return told;
  });
}

async function observe(rule: ReadRule, round: RuleRound, questions: RuleQuestions): Promise<Observation> {
  const { when } = rule.content;
  const asOf = closedDayEnd(round.now);
  const lookedAt = rule.definition.lookedAt?.getTime() ?? null;
  switch (when.kind) {
    case "budget":
      return observeBudgets({ rule, when }, round.budgets);
    case "spend":
    case "efficiency":
    case "newSpender":
    case "prices":
      return observeCosts({ rule, when, questions }, asOf, lookedAt);
    case "coverage":
      return observeCoverage({ rule, when }, questions, asOf);
    case "late":
      return observeLate({ rule, when }, questions, round.now);
    case "anomaly":
    case "recommendations":
      // What is not looked for is not known.
      return { things: [], isWhole: false };
  }
}

async function keepLooked(
  client: pg.PoolClient,
  looked: readonly Looked[],
  round: RuleRound,
): Promise<number> {
  const known = Map.groupBy(await listAlerts(client), ({ ruleId }) => ruleId);
  const silences = (await listDefinitions(client, "silence")).map(({ content, scope }) => ({
    ...AlertSilenceContentSchema.parse(content),
    scope,
  }));
  const silenced = (alert: Pick<FoundAlert, "labels" | "scope">): boolean =>
    silences.some(
      (silence) =>
        isSilentAt(silence, round.now) &&
        isMatch(silence.match, alert.labels) &&
        isScopeWithin(alert.scope, silence.scope),
    );
  const kept: FoundAlert[] = [];
  const gone: FoundAlert[] = [];
  const news: AlertNews[] = [];
  for (const each of looked) {
    const { definition } = each.rule;
    // It was changed meanwhile: the next look is at what it says now.
    if (!(await noteLooked(client, definition, lookedUntil(each, round.now)))) continue;
    const steps = stepsOf(each, known.get(definition.definitionId) ?? [], { silenced, now: round.now });
    const isTold =
      steps.some(({ step }) => step.news !== null) && (await isToldStill(client, round.services, definition));
    for (const { alert, step, isNew } of steps) {
      if (!step.state) {
        if (!isNew) gone.push(alert);
        continue;
      }
      const times = alert.times + Number(step.news !== null);
      const next = { ...alert, ...step.state, times };
      kept.push(next);
      if (step.news && isTold) news.push({ rule: each.rule, alert: next, news: step.news });
    }
  }
  await saveAlerts(client, kept);
  await forgetAlerts(client, gone);
  await forgetOldAlerts(client, round.now);
  await tellAlerts(client, news);
  return news.length;
}

/** Where something was not known, what comes to be known later is news. */
function lookedUntil({ rule: { definition }, observation }: Looked, now: Instant): Date | null {
  return observation.isWhole ? new Date(closedDayEnd(now)) : definition.lookedAt;
}

interface SteppedAlert {
  readonly alert: FoundAlert;
  readonly step: AlertStep;
  readonly isNew: boolean;
}

interface StepParts {
  readonly silenced: (alert: Pick<FoundAlert, "labels" | "scope">) => boolean;
  readonly now: Instant;
}

/** A step for each thing that is seen, and for each that was known and is seen no more. */
function stepsOf(
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
