import { type BudgetContent, FULL_SCOPE, scopeShows, scopeShowsCluster } from "@kubecent/shared";
import type { DayRow } from "../../domain/budgets/question-days.ts";
import type { StoredBudget } from "../../store/budgets/stored-budgets.ts";
import type { ApiServices } from "../context.ts";
import { askAlone, isNamed, isPlain } from "./ask-alone.ts";
import { askerWithin } from "./budget-asker.ts";
import { askHistory, type BudgetMoment, type BudgetNumbers, timesOf } from "./budget-numbers.ts";
import { type Place, type PlaceDays, type PlaceMoney, SharedQuestions } from "./shared-questions.ts";

const ALL_SEEN = 0.95;
/** Rows of a cluster that belong to none of its namespaces, and are no rows' own cost. */
const SPECIAL_ROWS: ReadonlySet<string> = new Set(["__idle__", "__unobserved__", "__fee__"]);

/**
 * Asks for several budgets at one moment: those whose sums can be added up from rows by namespace or label share a question, however many
 * they are, and the others ask alone. Both give the number of `cost.allocation`, to the nano.
 */
export function askTogether(
  services: ApiServices,
): (budget: StoredBudget, moment: BudgetMoment) => Promise<BudgetNumbers> {
  const questions = new SharedQuestions(askerWithin(services, FULL_SCOPE));
  return async (budget, moment) => {
    const { content, scope } = budget;
    const { period } = timesOf(content, moment);
    if (!canShare(content) || period.start >= moment.now)
      return askAlone(askerWithin(services, scope), content, moment);
    return askShared(questions, budget, moment);
  };
}

/** Whether a budget's cost is a sum of rows by cluster, namespace and one label. Shares of idle depend on the question. */
function canShare({ question, by }: BudgetContent): boolean {
  const { node, controllerKind, controller, pod, container } = question;
  const hasOther = [node, controllerKind, controller, pod, container].some((names) => names !== undefined);
  const labels = new Set([
    ...Object.keys(question.label ?? {}),
    ...(by?.startsWith("label:") ? [by.slice(6)] : []),
  ]);
  const isSummed = question.idle !== "share" && isPlain({ ...question, idle: "hide" });
  return !hasOther && labels.size <= 1 && isSummed;
}

/** The label by which rows have to be told apart. */
function labelOf({ question, by }: BudgetContent): string | undefined {
  return by?.startsWith("label:") ? by.slice(6) : Object.keys(question.label ?? {})[0];
}

async function askShared(
  questions: SharedQuestions,
  budget: StoredBudget,
  moment: BudgetMoment,
): Promise<BudgetNumbers> {
  const { content } = budget;
  const { currency } = content;
  const { zone } = content.period;
  const label = labelOf(content);
  const { period, before } = timesOf(content, moment);
  const clusters = (await questions.clusters(currency)).filter(
    ({ name }) =>
      scopeShowsCluster(budget.scope, name) && (content.question.cluster ?? [name]).includes(name),
  );
  const money = (stretch: typeof period) => questions.money({ currency, zone, label, stretch });
  const coverageOf = (stretch: typeof period) => questions.coverage({ clusters, zone, stretch });
  const spent = sumOf(budget, await money(period));
  const history = await askHistory(zone, moment.now, async (stretch) => ({
    days: await questions.days({ currency, zone, label, stretch }),
    seen: await questions.seen({ clusters, zone, stretch }),
  }));
  const isBeforeSeen = before !== null && (await coverageOf(before)) >= ALL_SEEN;
  return {
    spent: spent.money,
    ownSpent: spent.own,
    coverage: await coverageOf(period),
    dataVersion: "",
    before: isBeforeSeen ? sumOf(budget, await money(before)).money : null,
    days: history ? daysOfBudget(budget, history.days) : [],
    seen: history?.seen ?? new Map(),
  };
}

/** Whether a row belongs to a budget, and whose it is. */
function keyOf({ content, scope }: StoredBudget, { cluster, namespace, label }: Place): string | null {
  const { question, by } = content;
  const [wanted] = Object.values(question.label ?? {});
  const isAsked =
    (question.cluster?.includes(cluster) ?? true) &&
    (question.namespace?.includes(namespace) ?? true) &&
    (wanted?.includes(label) ?? true);
  if (!isAsked || !scopeShows(scope, cluster, namespace)) return null;
  if (by === undefined) return "";
  const key = by === "namespace" ? namespace : label;
  return isNamed(key) ? key : null;
}

/** Rows that no filter can pick: they are told only of clusters as a whole. */
function isShown({ content: { question } }: StoredBudget, { namespace }: Place): boolean {
  if (!SPECIAL_ROWS.has(namespace)) return true;
  return question.idle === "show" && question.namespace === undefined && question.label === undefined;
}

function sumOf(budget: StoredBudget, rows: readonly PlaceMoney[]) {
  const start: [string, bigint][] = budget.content.by === undefined ? [["", 0n]] : [];
  const money = new Map(start);
  const own = new Map(start);
  for (const row of rows) {
    const key = keyOf(budget, row);
    if (key === null || !isShown(budget, row)) continue;
    money.set(key, (money.get(key) ?? 0n) + row.nano);
    if (!SPECIAL_ROWS.has(row.namespace)) own.set(key, (own.get(key) ?? 0n) + row.nano);
  }
  return { money, own };
}

function daysOfBudget(budget: StoredBudget, places: readonly PlaceDays[]): DayRow[] {
  return places.flatMap((place) => {
    const key = keyOf(budget, place);
    if (key === null || SPECIAL_ROWS.has(place.namespace)) return [];
    return place.days.map(({ day, nano }) => ({ day, key, nano }));
  });
}
