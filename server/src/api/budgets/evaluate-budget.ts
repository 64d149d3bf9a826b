import { type BudgetThreshold, type Instant, thresholdMeasure } from "@kubecent/shared";
import type pg from "pg";
import { type CrossingStep, stepCrossing } from "../../domain/budgets/crossing.ts";
import { standingOf } from "../../domain/budgets/judge.ts";
import {
  type BudgetTime,
  closeOthers,
  type Crossing,
  type CrossingKey,
  readCrossings,
  saveCrossings,
} from "../../store/budgets/crossings.ts";
import { keepPeriod, forgetLowered } from "../../store/budgets/periods.ts";
import { lockBudget, type StoredBudget } from "../../store/budgets/stored-budgets.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { enqueueNotification } from "../../store/notify/outbox.ts";
import type { ApiServices } from "../context.ts";
import { channelsToTell, tellEnds } from "./budget-channels.ts";
import { crossedMessage, subjectOf } from "./budget-news.ts";
import { spendingOf } from "./budget-status.ts";
import { type BudgetMoment, type BudgetNumbers, judgedPeriods } from "./budget-numbers.ts";
import { type SpentKey, soFarOf, type SpentSoFar } from "./spent-by.ts";

/** What holds the transaction to the lease of who evaluates: its commit depends on it. */
export type AssertLed = (client: pg.PoolClient) => Promise<void>;

interface Evaluation {
  readonly soFar: SpentSoFar;
  /** Begin of the oldest period that is judged; what was crossed in earlier ones is over. */
  readonly since?: Instant | undefined;
  readonly assertLed: AssertLed;
}

interface BudgetLook extends Pick<Evaluation, "assertLed"> {
  readonly numbersOf: (budget: StoredBudget, moment: BudgetMoment) => Promise<BudgetNumbers>;
  readonly now: Instant;
  /** Budgets of which a period has closed without a look at all of its hours: see `listUnfinished`. */
  readonly unfinished: ReadonlySet<string>;
}

/** Looks at a budget in each period that is judged now. Returns how many thresholds were told, and how the period of now stands. */
export async function lookAtBudget(
  services: ApiServices,
  budget: StoredBudget,
  { numbersOf, now, assertLed, unfinished }: BudgetLook,
): Promise<{ readonly told: number; readonly soFar: SpentSoFar }> {
  const { current, before, isBeforeClosed } = judgedPeriods(budget, now);
  const look = async (moment: BudgetMoment): Promise<SpentSoFar> =>
    soFarOf(budget.content, await numbersOf(budget, moment), moment);
  const soFar = await look(current);
  if (!before || (isBeforeClosed && !unfinished.has(budget.budgetId)))
    return { told: await evaluateBudget(services, budget, { soFar, assertLed }), soFar };
  const last = await look(before);
  // What came out of a period that has closed ends with the next look: programs hear of it first.
  const since = isBeforeClosed ? soFar.period.start : last.period.start;
  const told = await evaluateBudget(services, budget, { soFar, since, assertLed });
  const toldOfLast = await evaluateBudget(services, budget, { soFar: last, assertLed });
  return { told: toldOfLast + told, soFar };
}

/**
 * Looks at a budget's period: keeps it, and tells each threshold that is reached for the first time in its period. What is noted and
 * what is told are one transaction. Returns how many were told.
 */
export function evaluateBudget(
  services: ApiServices,
  budget: StoredBudget,
  { soFar, since = soFar.period.start, assertLed }: Evaluation,
): Promise<number> {
  return inTransaction(services.database, async (client) => {
    const current = await lockBudget(client, budget.budgetId);
    // It was changed or deleted meanwhile: the next look is at what it says now.
    if (current?.revision !== budget.revision) return 0;
    const { period, coverage, spent } = soFar;
    const time = { budgetId: budget.budgetId, revision: budget.revision, periodStart: period.start };
    await tellEnds(client, budget, await closeOthers(client, { ...time, periodStart: since }));
    const lowered = await keepPeriod(client, { ...time, periodEnd: period.end, coverage, spent });
    const steps = stepsOf(budget, soFar, await readCrossings(client, time));
    await saveCrossings(
      client,
      time,
      steps.map(({ threshold, spent: { key }, step }) => ({ ...crossingKey(key, threshold), ...step })),
    );
    const told = steps.filter(({ step }) => step.isTold);
    if (told.length > 0)
      await tellCrossings(client, { services, budget: current, soFar, time, lowered }, told);
    await assertLed(client);
    return told.length;
  });
}

interface ThresholdStep {
  readonly spent: SpentKey;
  readonly threshold: BudgetThreshold;
  readonly step: CrossingStep;
}

function stepsOf(
  { content }: StoredBudget,
  soFar: SpentSoFar,
  crossings: readonly Crossing[],
): ThresholdStep[] {
  const known = new Map(crossings.map((crossing) => [textOf(crossing), crossing]));
  return soFar.spent.flatMap((spent) => {
    const spending = spendingOf(soFar, spent);
    return content.thresholds.flatMap((threshold) => {
      const noted = known.get(textOf(crossingKey(spent.key, threshold))) ?? null;
      const look = { on: threshold.on, standing: standingOf(threshold, spending), until: soFar.until };
      const step = stepCrossing(noted, look);
      return step ? [{ spent, threshold, step }] : [];
    });
  });
}

function crossingKey(key: string, threshold: BudgetThreshold): CrossingKey {
  return { key, measure: thresholdMeasure(threshold), at: threshold.at };
}

function textOf({ key, measure, at }: CrossingKey): string {
  return `${measure} ${at} ${key}`;
}

interface Telling {
  readonly services: ApiServices;
  readonly budget: StoredBudget;
  readonly soFar: SpentSoFar;
  readonly time: BudgetTime;
  /** What was taken back since the last message. */
  readonly lowered: ReadonlyMap<string, bigint>;
}

async function tellCrossings(
  client: pg.PoolClient,
  { services, budget, soFar, time, lowered }: Telling,
  told: readonly ThresholdStep[],
): Promise<void> {
  const channels = await channelsToTell(client, services, budget);
  const { publicUrl } = services.notify;
  for (const { spent, threshold, step } of told) {
    const loweredNano = lowered.get(spent.key) ?? 0n;
    const message = crossedMessage({ budget, soFar, spent, threshold, loweredNano, publicUrl });
    const crossing = { ...crossingKey(spent.key, threshold), revision: time.revision };
    const subject = subjectOf(budget, { ...crossing, periodStart: new Date(time.periodStart) });
    const again = step.times > 1 ? `/${step.times}` : "";
    for (const { channelId } of channels) {
      await enqueueNotification(client, {
        channelId,
        subject,
        dedupeKey: `${subject}/firing${again}`,
        message,
      });
    }
  }
  await forgetLowered(client, time, [...new Set(told.map(({ spent }) => spent.key))]);
}
