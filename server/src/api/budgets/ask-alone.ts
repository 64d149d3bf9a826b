import { type BudgetContent, type Instant, type MoneyAnswer, parseNano } from "@kubecent/shared";
import type { GrantedCaller } from "../../auth/caller.ts";
import { type DayRow, seenDays, type SeenDays } from "../../domain/budgets/question-days.ts";
import type { PeriodStretch } from "../../domain/budgets/period.ts";
import { calendarDayOf } from "../../domain/series/calendar-day.ts";
import { findClusters } from "../../store/queries/clusters/stored-clusters.ts";
import { readSeenDays } from "../../store/queries/coverage/seen-days.ts";
import { visibilityIn } from "../admission.ts";
import type { ApiServices } from "../context.ts";
import { answerCostRows, costKeys } from "../cost/cost-rows.ts";
import type { ViewQuestion } from "../cost/cost-view.ts";
import { costFigures, grandTotalNano } from "../figures.ts";
import { readSnapshot } from "../question.ts";
import {
  askHistory,
  type BudgetMoment,
  type BudgetNumbers,
  type KeyedMoney,
  timesOf,
  windowOf,
} from "./budget-numbers.ts";

/** Who asks about a budget's cost: the service itself, within the budget's scope, or somebody who sees the budget. */
export interface BudgetAsker {
  readonly services: ApiServices;
  readonly caller: GrantedCaller;
}

const MOST_ROWS = 1_000;
const ALL_SEEN = 0.95;
export const NOTHING_SHARED: ViewQuestion = { idle: "hide", idleBy: "node", shareFee: false };

/** Asks a budget's question by itself, as `cost.allocation` is asked: spent is that answer's own number. */
export async function askAlone(
  asker: BudgetAsker,
  content: BudgetContent,
  moment: BudgetMoment,
): Promise<BudgetNumbers> {
  const { now } = moment;
  const times = timesOf(content, moment);
  if (times.period.start >= now) return nothingYet(content);
  const { head, money } = await askMoney(asker, content, times.period);
  const own = isPlain(content.question)
    ? money
    : (await askMoney(asker, plainOf(content), times.period)).money;
  const history = await askDays(asker, content, now);
  return {
    spent: money,
    ownSpent: own,
    coverage: head.coverage.ratio,
    dataVersion: head.dataVersion,
    before: times.before && (await askBefore(asker, content, times.before)),
    ...history,
  };
}

/** A period that has not begun cannot be asked about. */
function nothingYet({ by }: BudgetContent): BudgetNumbers {
  const spent = new Map(by === undefined ? [["", 0n] as const] : []);
  return { spent, ownSpent: spent, coverage: 1, dataVersion: "0", before: null, days: [], seen: new Map() };
}

/** Whether a question is about rows' own costs alone. */
export function isPlain(view: ViewQuestion): boolean {
  const { shareNamespaces, shareLabels, shareFee, shareMonthly } = view;
  return view.idle === "hide" && !shareNamespaces && !shareLabels && !shareFee && shareMonthly === undefined;
}

/** The same question without idle and shared costs. */
function plainOf(content: BudgetContent): BudgetContent {
  const {
    shareNamespaces: _names,
    shareLabels: _labels,
    shareMonthly: _monthly,
    ...question
  } = content.question;
  return { ...content, question: { ...question, idle: "hide", shareFee: false } };
}

/** What is left of a period of which much was not seen is not known. */
async function askBefore(
  asker: BudgetAsker,
  content: BudgetContent,
  before: PeriodStretch,
): Promise<KeyedMoney | null> {
  const { head, money } = await askMoney(asker, content, before);
  return head.coverage.ratio >= ALL_SEEN ? money : null;
}

interface AskedMoney {
  readonly head: Pick<MoneyAnswer<unknown>, "coverage" | "dataVersion">;
  readonly money: KeyedMoney;
}

/** The answer's own numbers, page by page; without `by` its total. */
async function askMoney(
  asker: BudgetAsker,
  { question, by, currency, period: { zone } }: BudgetContent,
  stretch: PeriodStretch,
): Promise<AskedMoney> {
  const asked = { ...question, ...windowOf(stretch, zone), currency, limit: MOST_ROWS };
  const keys = costKeys([by ?? "cluster"], false);
  const ask = (cursor?: string) =>
    answerCostRows(asker, cursor === undefined ? asked : { ...asked, cursor }, {
      procedure: "budgets",
      keys,
      view: question,
      row: ({ keys: [key = ""], sums }) => ({ key, total: costFigures(sums).totalCost }),
    });
  const first = await ask();
  if (by === undefined) return { head: first, money: new Map([["", parseNano(first.totals.totalCost)]]) };

  const rows = [...first.rows];
  for (let next = first.nextCursor; next !== null; ) {
    const page = await ask(next);
    rows.push(...page.rows);
    next = page.nextCursor;
  }
  const named = rows.filter(({ key }) => isNamed(key));
  return { head: first, money: new Map(named.map(({ key, total }) => [key, parseNano(total)])) };
}

/** What belongs to no value of `by` counts nowhere. */
export function isNamed(key: string): boolean {
  return key !== "" && !key.startsWith("__");
}

/** What each whole day before today has cost, without what is shared. */
async function askDays(
  asker: BudgetAsker,
  content: BudgetContent,
  now: Instant,
): Promise<{ readonly days: readonly DayRow[]; readonly seen: SeenDays }> {
  const { zone } = content.period;
  const answer = await askHistory(zone, now, async (history) => ({
    days: await askDayRows(asker, content, history),
    seen: await askSeen(asker, content, history),
  }));
  return answer ?? { days: [], seen: new Map() };
}

/** Days are asked for all at once: there are fewer than rows that a page may have. */
async function askDayRows(
  asker: BudgetAsker,
  { question, by, currency, period: { zone } }: BudgetContent,
  history: PeriodStretch,
): Promise<DayRow[]> {
  const { idle: _idle, idleBy: _idleBy, share: _share, ...filter } = question;
  const answer = await answerCostRows(
    asker,
    { ...filter, ...windowOf(history, zone), currency, limit: Number.MAX_SAFE_INTEGER - 1 },
    {
      procedure: "budgets days",
      keys: ["start", ...(by === undefined ? [] : costKeys([by], false))],
      view: NOTHING_SHARED,
      step: { step: "day", timeZone: zone },
      row: ({ keys: [start = "", key = ""], sums }) => ({
        day: calendarDayOf(Date.parse(start), zone),
        key,
        nano: grandTotalNano(sums),
      }),
    },
  );
  return answer.rows.filter(({ key }) => by === undefined || isNamed(key));
}

function askSeen(
  asker: BudgetAsker,
  { question, currency, period: { zone } }: BudgetContent,
  { start, end }: PeriodStretch,
): Promise<SeenDays> {
  return readSnapshot(asker, visibilityIn(asker.caller, question.cluster), async ({ client }, seen) => {
    const clusters = await findClusters(client, { names: question.cluster, currency }, seen);
    const clusterIds = clusters.map(({ clusterId }) => clusterId);
    return seenDays(await readSeenDays(client, { clusterIds, start, end, timeZone: zone }), zone);
  });
}
