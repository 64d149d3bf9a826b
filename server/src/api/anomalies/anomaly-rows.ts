import {
  type AnomalyAnswer,
  type AnomalyCause,
  type AnomalyPlanRow,
  type AnomalyRow,
  formatInstant,
  formatNano,
} from "@kubecent/shared";
import { excessNano } from "../../domain/anomalies/incident.ts";
import type { UnusualDay } from "../../domain/anomalies/judge-day.ts";
import { daysToMonthEnd, formatDay, type CalendarDay } from "../../domain/series/calendar-day.ts";
import type { StoredPlan } from "../../store/anomalies/anomaly-plans.ts";
import type { StoredIncident } from "../../store/anomalies/incident-record.ts";

/** An incident as answers show it. */
export function anomalyRow(stored: StoredIncident): AnomalyRow {
  const { incidentId: id, cluster, key, currency, incident, cause, sensitivity, feedback } = stored;
  const { kind, direction, openedDay, doubledDay, endedDay } = incident;
  return {
    id,
    cluster,
    level: key.level,
    namespace: key.level === "cluster" ? null : key.namespace,
    controllerKind: key.level === "workload" ? key.controllerKind : null,
    controller: key.level === "workload" ? key.controller : null,
    kind,
    direction,
    state: endedDay === null ? "open" : "ended",
    openedDate: formatDay(openedDay),
    doubledDate: dateText(doubledDay),
    endedDate: dateText(endedDay),
    currency,
    ...moneyOf(incident.days, endedDay !== null),
    cause: cause && causeOf(cause),
    sensitivity,
    feedback: feedback && { ...feedback, at: formatInstant(feedback.at.getTime()) },
  };
}

/** The same with its unusual days. */
export function anomalyAnswer(stored: StoredIncident): AnomalyAnswer {
  const days = stored.incident.days.map(({ day, costNano, expectedNano, score, by }) => ({
    date: formatDay(day),
    cost: formatNano(costNano),
    expectedCost: formatNano(expectedNano),
    score,
    by,
  }));
  return { ...anomalyRow(stored), days };
}

function moneyOf(days: readonly UnusualDay[], isOver: boolean) {
  const last = days.at(-1);
  const first = days[0];
  if (!last || !first) throw new Error("An incident has an unusual day");
  const excess = excessNano(last);
  return {
    lastUnusualDate: formatDay(last.day),
    cost: formatNano(last.costNano),
    expectedCost: formatNano(last.expectedNano),
    excessCost: formatNano(excess),
    excessSoFarCost: formatNano(days.reduce((sum, day) => sum + excessNano(day), 0n)),
    excessToMonthEndCost: isOver ? null : formatNano(excess * BigInt(daysToMonthEnd(last.day))),
    score: first.score,
  };
}

function causeOf({ beforeDay, children, ...cause }: NonNullable<StoredIncident["cause"]>): AnomalyCause {
  return {
    beforeDate: formatDay(beforeDay),
    beforeCost: formatNano(cause.beforeNano),
    cost: formatNano(cause.nano),
    quantityChange: formatNano(cause.quantityNano),
    priceChange: formatNano(cause.priceNano),
    newCost: formatNano(cause.newNano),
    goneCost: formatNano(cause.goneNano),
    children: children.map(({ name, changeNano }) => ({ name, changeCost: formatNano(changeNano) })),
  };
}

/** A plan as answers show it. */
export function planRow({ planId: id, firstDay, lastDay, createdAt, ...plan }: StoredPlan): AnomalyPlanRow {
  return {
    ...plan,
    id,
    first: formatDay(firstDay),
    last: formatDay(lastDay),
    createdAt: formatInstant(createdAt.getTime()),
  };
}

function dateText(day: CalendarDay | null): string | null {
  return day === null ? null : formatDay(day);
}
