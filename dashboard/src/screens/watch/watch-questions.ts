import type { AlertsQuery, ForecastQuery } from "@kubecent/shared";
import { idleChoice, type Rights } from "../../data/may-see-whole.ts";
import { plainQuestion } from "../../data/view-question.ts";
import { anomalies, budgetStandings, forecast, foundAlerts } from "../../data/watch-questions.ts";
import type { View } from "../../url/view.ts";

/** What wants a look, and then what is kept to be told of it. */
export const WATCH_TABS = [
  "budgets",
  "alerts",
  "anomalies",
  "rules",
  "channels",
  "deliveries",
  "silences",
] as const;
export type WatchTab = (typeof WATCH_TABS)[number];

/** Parts in which only rules, channels and the like are kept: nothing above them tells what wants a look. */
const KEPT: ReadonlySet<string> = new Set(["rules", "channels", "deliveries", "silences"]);

/** Whether a view shows what wants a look. */
export function isLook({ tab }: Pick<View, "tab">): boolean {
  return tab === null || !KEPT.has(tab);
}

/** As many as are asked for at once. */
export const BUDGETS_A_PAGE = 50;

/** What is asked when the screen opens: what each number above the tabs is made of. */
export function watchQuestions(view: View, caller: Rights) {
  const { cluster, namespace } = view.scope;
  const isAsked = isLook(view);
  return {
    standings: budgetStandings(isAsked ? { limit: BUDGETS_A_PAGE } : null),
    alerts: foundAlerts(isAsked ? ALERTS_NOW : null),
    found: anomalies(isAsked ? { state: "open", limit: 1_000, cluster, namespace } : null),
    coming: forecast(isAsked ? forecastQuestion(view, caller) : null),
  };
}

/** What fires, and what is about to. */
export const ALERTS_NOW: AlertsQuery = { phase: ["firing", "pending"], limit: 1_000 };

/** The month of the view's zone and scope, with idle for those who may see it. */
export function forecastQuestion(view: View, caller: Rights): ForecastQuery {
  const { window: _window, start: _start, end: _end, ...of } = plainQuestion(view);
  return { ...of, ...(idleOf(view, caller) === "show" && { idle: "show" }) };
}

/** Idle is told as money of its own, or not at all: how it would be spread over rows says nothing of a sum. */
export function idleOf(view: View, caller: Rights): "show" | "hide" {
  const isNarrow = [view.scope.namespace, view.scope.pod, view.scope.container].some(Boolean);
  const isFiltered = view.filters.some(({ field }) => field !== "cluster");
  return idleChoice(caller, view) === "hide" || isNarrow || isFiltered ? "hide" : "show";
}
