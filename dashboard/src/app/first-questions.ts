import { clusterStatus } from "../data/cluster-status.ts";
import { nodeCosts, workloadCosts } from "../data/cost-questions.ts";
import { idleChoice, maySeeWhole, type Rights } from "../data/may-see-whole.ts";
import type { Question } from "../data/question.ts";
import { earlierQuestion, overTimeQuestion } from "../over-time/over-time-question.ts";
import { findRows } from "../rows/cost-rows.ts";
import { rowsAnswer, rowsOf } from "../rows/rows-answer.ts";
import { assetsQuestions } from "../screens/assets/assets-questions.ts";
import { kindOfTab } from "../screens/assets/kind-names.ts";
import { changesQuestions } from "../screens/changes/changes-questions.ts";
import { idleQuestions } from "../screens/idle/idle-questions.ts";
import { savingsQuestions } from "../screens/savings/savings-questions.ts";
import { overviewOf } from "../screens/overview/overview-view.ts";
import { trustQuestions } from "../screens/trust/trust-questions.ts";
import { watchQuestions } from "../screens/watch/watch-questions.ts";
import type { Screen, View } from "../url/view.ts";

/** Asks a question; nothing where it has no input. */
export type Ask = <Input, Answer>(question: Question<Input, Answer>) => Promise<Answer | undefined>;

interface FirstOf {
  view: View;
  caller: Rights;
  ask: Ask;
}

/** Asks what a screen asks when it opens, in its order. Tests of the screens refuse questions that are asked twice. */
export async function firstQuestions(view: View, caller: Rights, ask: Ask): Promise<void> {
  await Promise.all([ask(clusterStatus(caller)), OF_SCREENS[view.screen]?.({ view, caller, ask })]);
}

const OF_SCREENS: Readonly<Partial<Record<Screen, (of: FirstOf) => Promise<unknown>>>> = {
  overview: ({ view, ...of }) => rowsFirst({ view: overviewOf(view), ...of }),
  explore: rowsFirst,
  changes: changesFirst,
  idle: ({ view, caller, ask }) => {
    const { question, nodeQuestion } = idleQuestions(view);
    return Promise.all([
      ask(workloadCosts(question)),
      ask(nodeCosts(maySeeWhole(caller, view) ? nodeQuestion : null)),
    ]);
  },
  assets: ({ view, caller, ask }) => {
    if (!caller.permissions.includes("cluster:view")) return Promise.resolve();
    const { assets, prices } = assetsQuestions(view, kindOfTab(view.tab), maySeeWhole(caller, view));
    return Promise.all([ask(assets), ask(prices)]);
  },
  trust: ({ view, caller, ask }) => {
    if (!caller.permissions.includes("cluster:view")) return Promise.resolve();
    const { reconciled, costs, prices } = trustQuestions(view, maySeeWhole(caller, view));
    return Promise.all([ask(reconciled), ask(costs), ask(prices)]);
  },
  watch: ({ view, caller, ask }) => {
    if (!caller.permissions.includes("alert:view")) return Promise.resolve();
    const { standings, alerts, found, coming } = watchQuestions(view, caller);
    return Promise.all([ask(standings), ask(alerts), ask(found), ask(coming)]);
  },
  savings: ({ view, ask }) => {
    const { rows, sums, saved } = savingsQuestions(view);
    return Promise.all([ask(rows), ask(sums), ask(saved)]);
  },
};

async function rowsFirst({ view, caller, ask }: FirstOf): Promise<void> {
  const idle = idleChoice(caller, view);
  const answer = await ask(rowsAnswer(view, idle));
  if (!answer || (view.screen === "explore" && view.tab !== null)) return;
  const rows = findRows(rowsOf(answer), view.screen === "explore" ? view.find : "");
  if (rows.length === 0) return;
  const of = { view, idle, rows, window: answer.costs.window };
  await Promise.all([ask(overTimeQuestion(of)), ask(earlierQuestion(of, answer.compared?.before ?? null))]);
}

async function changesFirst({ view, ask }: FirstOf): Promise<void> {
  const { compared, now, earlier } = changesQuestions(view);
  await Promise.all([ask(now), ask(compared).then((answer) => ask(earlier(answer)))]);
}
