import {
  AlertRuleContentSchema,
  AlertSilenceContentSchema,
  FULL_SCOPE,
  type Instant,
  isScopeWithin,
} from "@kubecent/shared";
import type pg from "pg";
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
import { observeCosts } from "./observe-costs.ts";
import { observeAnomalies, observeSavings } from "./observe-found.ts";
import { type LookedBudget, observeBudgets, observeCoverage, observeLate } from "./observe-others.ts";
import type { Observation, ReadRule } from "./observed.ts";
import { closedDayEnd, RuleQuestions } from "./rule-questions.ts";
import { type Looked, type StepParts, type SteppedAlert, stepsOf } from "./rule-steps.ts";
import { type AlertNews, isToldStill, tellAlerts } from "./tell-alerts.ts";

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
      return observeAnomalies(rule, round.services, round.now);
    case "recommendations":
      return observeSavings(rule, round.services, round.now);
  }
}

async function keepLooked(
  client: pg.PoolClient,
  looked: readonly Looked[],
  round: RuleRound,
): Promise<number> {
  const known = Map.groupBy(await listAlerts(client), ({ ruleId }) => ruleId);
  const silenced = await readSilenced(client, round.now);
  const found: Found = { kept: [], gone: [], news: [] };
  for (const each of looked) {
    const { definition } = each.rule;
    // It was changed meanwhile: the next look is at what it says now.
    if (!(await noteLooked(client, definition, lookedUntil(each, round.now)))) continue;
    const steps = stepsOf(each, known.get(definition.definitionId) ?? [], { silenced, now: round.now });
    const isTold =
      steps.some(({ step }) => step.news !== null) && (await isToldStill(client, round.services, definition));
    for (const stepped of steps) noteStep(found, stepped, isTold ? each.rule : null);
  }
  await saveAlerts(client, found.kept);
  await forgetAlerts(client, found.gone);
  await forgetOldAlerts(client, round.now);
  await tellAlerts(client, found.news);
  return found.news.length;
}

/** Which alerts are silenced at a moment. */
async function readSilenced(client: pg.PoolClient, now: Instant): Promise<StepParts["silenced"]> {
  const silences = (await listDefinitions(client, "silence"))
    .map(({ content, scope }) => ({ ...AlertSilenceContentSchema.parse(content), scope }))
    .filter((silence) => isSilentAt(silence, now));
  return ({ labels, scope }) =>
    silences.some((silence) => isMatch(silence.match, labels) && isScopeWithin(scope, silence.scope));
}

/** What a round writes. */
interface Found {
  readonly kept: FoundAlert[];
  readonly gone: FoundAlert[];
  readonly news: AlertNews[];
}

/** Notes what has become of a thing; it is told where a rule is given. */
function noteStep(found: Found, { alert, step, isNew }: SteppedAlert, rule: ReadRule | null): void {
  if (!step.state) {
    if (!isNew) found.gone.push(alert);
    return;
  }
  const next = { ...alert, ...step.state, times: alert.times + Number(step.news !== null) };
  found.kept.push(next);
  if (step.news && rule) found.news.push({ rule, alert: next, news: step.news });
}

/** Where something was not known, what comes to be known later is news. */
function lookedUntil({ rule: { definition }, observation }: Looked, now: Instant): Date | null {
  return observation.isWhole ? new Date(closedDayEnd(now)) : definition.lookedAt;
}
