import {
  AnomalyAnswerSchema,
  AnomalyFeedbackSchema,
  AnomalyListAnswerSchema,
  AnomalyListQuerySchema,
  type AnomalyListQuestion,
  AnomalyPlanListAnswerSchema,
  AnomalyPlanRowSchema,
  AnomalyPlanSchema,
  AnomalyRowSchema,
  CostError,
  DAY_MS,
  NotifyIdSchema,
  scopeShowsCluster,
} from "@kubecent/shared";
import { formatDay } from "../../domain/series/calendar-day.ts";
import { setFeedback } from "../../store/anomalies/anomaly-feedback.ts";
import { addPlan, deletePlan, listPlans } from "../../store/anomalies/anomaly-plans.ts";
import { listIncidents, readIncident } from "../../store/anomalies/incidents.ts";
import type { StoredIncident } from "../../store/anomalies/incident-record.ts";
import { listJudgedDays } from "../../store/anomalies/judged-days.ts";
import { inPrimarySnapshot } from "../../store/connection/transaction.ts";
import { visibilityOf } from "../admission.ts";
import { originOf } from "../context.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { anomalyAnswer, anomalyRow, planRow } from "./anomaly-rows.ts";
import { isIncidentSeen, isPlaceSeen, isToldElsewhere, refusePlaceBeyond } from "./seen-incidents.ts";

const list = scopedProcedureFor("alert:view")
  .meta({
    rest: {
      method: "GET",
      path: "/anomalies",
      summary: "Days that cost unusually much or little: what, since when, expected, got, and why",
    },
  })
  .input(AnomalyListQuerySchema)
  .output(AnomalyListAnswerSchema)
  .query(({ ctx: { caller, services }, input }) =>
    inPrimarySnapshot(services.database, async (client) => {
      const seen = visibilityOf(caller);
      const today = Math.floor(services.now() / DAY_MS);
      const since = input.since === undefined ? today - input.daysBack : Date.parse(input.since) / DAY_MS;
      const wanted = (await listIncidents(client, since)).filter(
        (stored) =>
          isIncidentSeen(stored, seen) &&
          isWanted(stored, input) &&
          (input.all || !isToldElsewhere(stored, seen)),
      );
      const page = pageOf(wanted, input);
      const judged = await listJudgedDays(client);
      return {
        judged: judged
          .filter(({ cluster }) => scopeShowsCluster(seen.shows, cluster))
          .map(({ cluster, day }) => ({ cluster, date: formatDay(day) })),
        rows: page.rows.map(anomalyRow),
        nextBefore: page.nextBefore,
      };
    }),
  );

function isWanted({ cluster, key, incident }: StoredIncident, wanted: AnomalyListQuestion): boolean {
  const state = incident.endedDay === null ? "open" : "ended";
  return (
    (wanted.cluster ?? cluster) === cluster &&
    (wanted.namespace ?? key.namespace) === key.namespace &&
    (wanted.state ?? state) === state
  );
}

/** Newest first, by day and id. */
function pageOf(all: readonly StoredIncident[], { before, limit }: AnomalyListQuestion) {
  const sorted = all
    .map((stored) => ({ stored, place: `${formatDay(stored.incident.openedDay)} ${stored.incidentId}` }))
    .filter(({ place }) => before === undefined || place < before)
    .toSorted((a, b) => (a.place < b.place ? 1 : -1));
  const page = sorted.slice(0, limit);
  return {
    rows: page.map(({ stored }) => stored),
    nextBefore: sorted.length > limit ? (page.at(-1)?.place ?? null) : null,
  };
}

const get = scopedProcedureFor("alert:view")
  .meta({ rest: { method: "GET", path: "/anomalies/{id}", summary: "An anomaly with its unusual days" } })
  .input(NotifyIdSchema)
  .output(AnomalyAnswerSchema)
  .query(({ ctx: { caller, services }, input: { id } }) =>
    inPrimarySnapshot(services.database, async (client) => {
      const stored = await readIncident(client, id);
      if (!stored || !isIncidentSeen(stored, visibilityOf(caller))) throw noAnomaly(id);
      return anomalyAnswer(stored);
    }),
  );

const feedback = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/anomalies/{id}/feedback",
      summary:
        "Say of an anomaly that it was expected, planned, or none; the first two silence its like next month",
    },
    audit: { action: "ANOMALY_FEEDBACK", resourceType: "ANOMALY" },
  })
  .input(AnomalyFeedbackSchema)
  .output(AnomalyRowSchema)
  .mutation(({ ctx, input: { id, verdict, note = null } }) =>
    ctx.change(async (client) => {
      const stored = await readIncident(client, id, true);
      if (!stored || !isIncidentSeen(stored, visibilityOf(ctx.caller))) throw noAnomaly(id);
      return anomalyRow(await setFeedback(client, { incidentId: id, verdict, note }, originOf(ctx)));
    }),
  );

const plans = scopedProcedureFor("alert:view")
  .meta({ rest: { method: "GET", path: "/anomalies/plans", summary: "Days that are planned to be unusual" } })
  .output(AnomalyPlanListAnswerSchema)
  .query(async ({ ctx: { caller, services } }) => {
    const all = await inPrimarySnapshot(services.database, listPlans);
    return { rows: all.filter((plan) => isPlaceSeen(plan, visibilityOf(caller))).map(planRow) };
  });

const plan = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/anomalies/plans",
      summary: "Plan days that will cost unusually much or little: nobody is told of them",
    },
    audit: { action: "ANOMALY_PLANNED", resourceType: "ANOMALY_PLAN" },
  })
  .input(AnomalyPlanSchema)
  .output(AnomalyPlanRowSchema)
  .mutation(({ ctx, input: { first, last, ...place } }) => {
    const { cluster, namespace = null, controllerKind = null, controller = null, note = null } = place;
    const wanted = { cluster, namespace, controllerKind, controller, note };
    refusePlaceBeyond(wanted, visibilityOf(ctx.caller));
    const days = { firstDay: Date.parse(first) / DAY_MS, lastDay: Date.parse(last) / DAY_MS };
    return ctx.change(async (client) =>
      planRow(await addPlan(client, { ...wanted, ...days }, originOf(ctx))),
    );
  });

const unplan = scopedProcedureFor("alert:edit")
  .meta({
    rest: { method: "DELETE", path: "/anomalies/plans/{id}", summary: "Delete planned days" },
    audit: { action: "ANOMALY_UNPLANNED", resourceType: "ANOMALY_PLAN" },
  })
  .input(NotifyIdSchema)
  .output(AnomalyPlanRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => {
      const known = (await listPlans(client)).find(({ planId }) => planId === id);
      const isSeen = known && isPlaceSeen(known, visibilityOf(ctx.caller));
      const deleted = isSeen ? await deletePlan(client, id, originOf(ctx)) : null;
      if (!deleted) throw new CostError("NOT_FOUND", `There is no plan ${id}.`);
      return planRow(deleted);
    }),
  );

function noAnomaly(id: string): CostError {
  return new CostError("NOT_FOUND", `There is no anomaly ${id}.`);
}

/** The procedures `anomalies.…`. */
export const anomalies = { list, get, feedback, plans, plan, unplan };
