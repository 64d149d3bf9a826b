import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { isReached, judge } from "../../domain/budgets/judge.ts";
import {
  type BudgetTime,
  closeOthers,
  type EndedCrossing,
  noteCrossing,
  takeBack,
} from "../../store/budgets/crossings.ts";
import { keepPeriod } from "../../store/budgets/periods.ts";
import { lockBudget, type StoredBudget } from "../../store/budgets/stored-budgets.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { enqueueNotification } from "../../store/notify/outbox.ts";
import { listChannels } from "../../store/notify/stored-channels.ts";
import { isScopeWithin } from "@kubecent/shared";
import type { ApiServices } from "../context.ts";
import { askerWithin } from "./budget-asker.ts";
import { crossedMessage, endedMessage, subjectOf } from "./budget-news.ts";
import { spendingOf } from "./budget-status.ts";
import { spentSoFar, type SpentSoFar } from "./spent-by.ts";

/** What holds the transaction to the lease of who evaluates: its commit depends on it. */
export type AssertLed = (client: pg.PoolClient) => Promise<void>;

/** Programs that show news for as long as it holds, and have to be told its end. */
const TOLD_ENDS: ReadonlySet<string> = new Set(["alertmanager", "pagerduty", "webhook"]);

/**
 * Looks at a budget: asks its question within its scope, keeps the period, and tells each threshold that is reached for the
 * first time in its period. What is noted and what is told are one transaction. Returns how many were told.
 */
export async function evaluateBudget(
  services: ApiServices,
  budget: StoredBudget,
  { now, assertLed }: { readonly now: Instant; readonly assertLed: AssertLed },
): Promise<number> {
  const soFar = await spentSoFar(askerWithin(services, budget.scope), budget.content, now);
  return inTransaction(services.database, async (client) => {
    const current = await lockBudget(client, budget.budgetId);
    // It was changed or deleted meanwhile: the next look is at what it says now.
    if (current?.revision !== budget.revision) return 0;
    const time = { budgetId: budget.budgetId, revision: budget.revision, periodStart: soFar.period.start };
    await tellEnds(client, budget, await closeOthers(client, time));
    let told = 0;
    for (const { key, spentNano } of soFar.spent) {
      const spending = spendingOf(budget, soFar, spentNano);
      const { period, coverage } = soFar;
      await keepPeriod(client, { ...time, key, periodEnd: period.end, ...spending, coverage });
      told += await noteThresholds(client, { services, budget, soFar, time }, { key, spentNano });
    }
    await assertLed(client);
    return told;
  });
}

interface Look {
  readonly services: ApiServices;
  readonly budget: StoredBudget;
  readonly soFar: SpentSoFar;
  readonly time: BudgetTime;
}

async function noteThresholds(
  client: pg.PoolClient,
  { services, budget, soFar, time }: Look,
  { key, spentNano }: SpentSoFar["spent"][number],
): Promise<number> {
  const spending = spendingOf(budget, soFar, spentNano);
  const judgement = judge(spending);
  let told = 0;
  for (const threshold of budget.content.thresholds) {
    if (!isReached(threshold, spending, judgement)) {
      await takeBack(client, time, { ...threshold, key });
      continue;
    }
    if (!(await noteCrossing(client, time, { ...threshold, key }))) continue;
    told += 1;
    const { publicUrl } = services.notify;
    const message = crossedMessage({ budget, soFar, key, threshold, spending, publicUrl });
    const periodStart = new Date(time.periodStart);
    const subject = subjectOf(budget, { ...time, key, measure: threshold.on, at: threshold.at, periodStart });
    for (const { channelId } of await channelsOf(client, budget)) {
      await enqueueNotification(client, { channelId, subject, dedupeKey: `${subject}/firing`, message });
    }
  }
  return told;
}

/** Tells programs the end of what they show. */
export async function tellEnds(
  client: pg.PoolClient,
  budget: StoredBudget,
  ended: readonly EndedCrossing[],
): Promise<void> {
  if (ended.length === 0) return;
  const channels = (await channelsOf(client, budget)).filter(({ kind }) => TOLD_ENDS.has(kind));
  for (const crossing of ended) {
    const subject = subjectOf(budget, crossing);
    for (const { channelId } of channels) {
      const message = endedMessage(budget, crossing);
      await enqueueNotification(client, { channelId, subject, dedupeKey: `${subject}/resolved`, message });
    }
  }
}

/** The budget's channels that may see it at this moment: the scope of one may have been another when it was named. */
async function channelsOf(client: pg.PoolClient, { content, scope }: StoredBudget) {
  const all = await listChannels(client);
  return all.filter(
    (channel) => content.channels.includes(channel.channelId) && isScopeWithin(scope, channel.scope),
  );
}
