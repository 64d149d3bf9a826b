import type {
  AlertRouteRow,
  AlertRuleRow,
  AlertsAnswer,
  AlertsQuery,
  AlertSilenceRow,
  AnomalyAnswer,
  AnomalyListAnswer,
  AnomalyListQuery,
  AnomalyPlanRow,
  BudgetPeriodRow,
  BudgetStandingsAnswer,
  BudgetStandingsQuery,
  ChannelListAnswer,
  DeliveryListAnswer,
  DeliveryQuery,
  ForecastAnswer,
  ForecastQuery,
} from "@kubecent/shared";
import type { Question } from "./question.ts";

/** How many budgets stand, a page of them. */
export function budgetStandings(
  input: BudgetStandingsQuery | null,
): Question<BudgetStandingsQuery, BudgetStandingsAnswer> {
  return {
    name: "budgets.standings",
    input,
    ask: ({ budgets }, asked, options) => budgets.standings.query(asked, options),
  };
}

/** What the periods of a budget have cost. */
export function budgetPeriods(
  input: { id: string } | null,
): Question<{ id: string }, { rows: BudgetPeriodRow[] }> {
  return {
    name: "budgets.periods",
    input,
    ask: ({ budgets }, asked, options) => budgets.periods.query(asked, options),
  };
}

/** What rules have found. */
export function foundAlerts(input: AlertsQuery | null): Question<AlertsQuery, AlertsAnswer> {
  return {
    name: "cost.alerts",
    input,
    ask: ({ cost }, asked, options) => cost.alerts.query(asked, options),
    everyMs: 60_000,
  };
}

export function anomalies(input: AnomalyListQuery | null): Question<AnomalyListQuery, AnomalyListAnswer> {
  return {
    name: "anomalies.list",
    input,
    ask: (client, asked, options) => client.anomalies.list.query(asked, options),
  };
}

/** An anomaly with its unusual days. */
export function oneAnomaly(input: { id: string } | null): Question<{ id: string }, AnomalyAnswer> {
  return {
    name: "anomalies.get",
    input,
    ask: (client, asked, options) => client.anomalies.get.query(asked, options),
  };
}

/** What the month will cost. */
export function forecast(input: ForecastQuery | null): Question<ForecastQuery, ForecastAnswer> {
  return {
    name: "cost.forecast",
    input,
    ask: ({ cost }, asked, options) => cost.forecast.query(asked, options),
  };
}

export function deliveries(input: DeliveryQuery | null): Question<DeliveryQuery, DeliveryListAnswer> {
  return {
    name: "alerts.deliveries.list",
    input,
    ask: ({ alerts }, asked, options) => alerts.deliveries.list.query(asked, options),
    everyMs: 60_000,
  };
}

/** Lists that take no question. */
export const CHANNELS: Question<object, ChannelListAnswer> = {
  name: "alerts.channels.list",
  input: {},
  ask: ({ alerts }, _input, options) => alerts.channels.list.query(undefined, options),
};

export const RULES: Question<object, { rows: AlertRuleRow[] }> = {
  name: "alerts.rules.list",
  input: {},
  ask: ({ alerts }, _input, options) => alerts.rules.list.query(undefined, options),
};

export const ROUTES: Question<object, { rows: AlertRouteRow[] }> = {
  name: "alerts.routes.list",
  input: {},
  ask: ({ alerts }, _input, options) => alerts.routes.list.query(undefined, options),
};

export const SILENCES: Question<object, { rows: AlertSilenceRow[] }> = {
  name: "alerts.silences.list",
  input: {},
  ask: ({ alerts }, _input, options) => alerts.silences.list.query(undefined, options),
};

export const PLANS: Question<object, { rows: AnomalyPlanRow[] }> = {
  name: "anomalies.plans",
  input: {},
  ask: (client, _input, options) => client.anomalies.plans.query(undefined, options),
};
