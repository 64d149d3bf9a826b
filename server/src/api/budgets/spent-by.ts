import { type BudgetContent, DAY_MS, formatInstant, type Instant, parseNano } from "@kubecent/shared";
import type { GrantedCaller } from "../../auth/caller.ts";
import { daysOf, periodAt, type PeriodStretch } from "../../domain/budgets/period.ts";
import { type KnownDay, usualCourse, type UsualCourse } from "../../domain/budgets/usual-share.ts";
import { resolveWindow } from "../../domain/windows/resolve-window.ts";
import type { ApiServices } from "../context.ts";
import { answerCostRows, costKeys } from "../cost/cost-rows.ts";
import { costFigures } from "../figures.ts";

/** Who asks about a budget's cost: the service itself, within the budget's scope, or somebody who sees the budget. */
export interface BudgetAsker {
  readonly services: ApiServices;
  readonly caller: GrantedCaller;
}

/** What a budget's question says of its period. */
export interface SpentSoFar {
  readonly period: PeriodStretch;
  /** Until when hours are due. */
  readonly until: Instant;
  readonly coverage: number;
  readonly dataVersion: string;
  /** Money by the value of `by`; one row of an empty key without it. */
  readonly spent: readonly { readonly key: string; readonly spentNano: bigint }[];
  readonly course: UsualCourse;
}

/** How far back the days of a week are compared. */
const HISTORY_DAYS = 56;
const MOST_ROWS = 1_000;

/**
 * Asks a budget's question as `cost.allocation` is asked: spent is that answer's own number. Without a row the period has
 * cost nothing yet.
 */
export async function spentSoFar(
  asker: BudgetAsker,
  content: BudgetContent,
  now: Instant,
): Promise<SpentSoFar> {
  const period = periodAt(content.period, now);
  const { dueEnd } = resolveWindow(windowOf(period, content), now);
  const days = daysOf(period, content.period.zone);
  const { head, spent } = await askSpent(asker, content, period);
  const known = await askDays(asker, content, period.start);
  return {
    period,
    until: dueEnd,
    coverage: head.coverage.ratio,
    dataVersion: head.dataVersion,
    spent,
    course: usualCourse(days, known),
  };
}

function windowOf({ start, end }: PeriodStretch, { period: { zone } }: BudgetContent) {
  return { start: formatInstant(start), end: formatInstant(end), timeZone: zone };
}

/** The answer's own numbers, page by page; without `by` its total. */
async function askSpent(asker: BudgetAsker, content: BudgetContent, period: PeriodStretch) {
  const { question, by, currency } = content;
  const asked = { ...question, ...windowOf(period, content), currency, limit: MOST_ROWS };
  const keys = costKeys([by ?? "cluster"], false);
  const ask = (cursor?: string) =>
    answerCostRows(asker, cursor === undefined ? asked : { ...asked, cursor }, {
      procedure: "budgets",
      keys,
      view: question,
      row: ({ keys: [key = ""], sums }) => ({ key, total: costFigures(sums).totalCost }),
    });
  const first = await ask();
  if (by === undefined)
    return { head: first, spent: [{ key: "", spentNano: parseNano(first.totals.totalCost) }] };

  const rows = [...first.rows];
  for (let next = first.nextCursor; next !== null; ) {
    const page = await ask(next);
    rows.push(...page.rows);
    next = page.nextCursor;
  }
  const named = rows.filter(({ key }) => key !== "" && !key.startsWith("__"));
  return { head: first, spent: named.map(({ key, total }) => ({ key, spentNano: parseNano(total) })) };
}

/** What each whole day before the period has cost, without what is shared: only how the days compare counts. */
async function askDays(
  asker: BudgetAsker,
  { question, currency, period: { zone } }: BudgetContent,
  end: Instant,
): Promise<KnownDay[]> {
  const history = { start: periodAt({ every: "day", zone }, end - HISTORY_DAYS * DAY_MS).start, end };
  const { idle: _idle, idleBy: _idleBy, share: _share, ...filter } = question;
  const asked = { ...filter, currency, timeZone: zone, limit: MOST_ROWS };
  const answer = await answerCostRows(
    asker,
    { ...asked, start: formatInstant(history.start), end: formatInstant(history.end) },
    {
      procedure: "budgets days",
      keys: ["start"],
      view: { idle: "hide", idleBy: "node", shareFee: false },
      step: { step: "day", timeZone: zone },
      row: ({ keys: [start = ""], sums }) => ({
        start: Date.parse(start),
        total: costFigures(sums).totalCost,
      }),
    },
  );
  const costs = new Map(answer.rows.map(({ start, total }) => [start, Number(total)]));
  return daysOf(history, zone).flatMap(({ start, weekday }) => {
    const cost = costs.get(start);
    return cost === undefined ? [] : [{ weekday, cost }];
  });
}
