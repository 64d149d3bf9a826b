import {
  DAY_MS,
  formatInstant,
  formatNano,
  type Instant,
  NANO_PER_UNIT,
  scopeShows,
  scopeShowsWhole,
} from "@kubecent/shared";
import { calendarDayOf } from "../../../domain/series/calendar-day.ts";
import { IDLE_NAME } from "../../../domain/anomalies/series-key.ts";
import { listIncidents, readPastIncidents } from "../../../store/anomalies/incidents.ts";
import type { StoredIncident } from "../../../store/anomalies/incident-record.ts";
import { inTransaction } from "../../../store/connection/transaction.ts";
import { type OpenSavings, readOpenSavings } from "../../../store/recommendations/open-savings.ts";
import type { ApiServices } from "../../context.ts";
import { nameOf, type Observation, type Observed, type ReadRule, scopeOfGroup } from "./observed.ts";

/** Incidents that began earlier and have not ended are a new level, and no news. */
const LONGEST_DAYS = 60;

/** Incidents that are going on, but for those that others tell, that somebody has expected, and that were over when they were found. */
export async function observeAnomalies(
  rule: ReadRule,
  { database }: ApiServices,
  now: Instant,
): Promise<Observation> {
  const since = calendarDayOf(now, "UTC") - LONGEST_DAYS;
  const [all, past] = await inTransaction(database, async (client) => [
    await listIncidents(client, since),
    await readPastIncidents(client),
  ]);
  const going = all.filter(
    (each) =>
      each.incident.endedDay === null &&
      each.feedback === null &&
      !each.isToldInNamespace &&
      !each.isToldInCluster &&
      !past.has(each.incidentId) &&
      isAsked(rule, each),
  );
  return { isWhole: true, things: going.map((each) => observedIncident(rule, each)) };
}

function isAsked({ definition, content }: ReadRule, { cluster, key }: StoredIncident): boolean {
  const isOfCluster = key.level === "cluster" || key.namespace === IDLE_NAME;
  const { filter } = content;
  return (
    (filter.cluster?.includes(cluster) ?? true) &&
    (filter.namespace?.includes(key.namespace) ?? true) &&
    (isOfCluster
      ? scopeShowsWhole(definition.scope, cluster)
      : scopeShows(definition.scope, cluster, key.namespace))
  );
}

function observedIncident(
  rule: ReadRule,
  { incidentId, cluster, key, currency, incident }: StoredIncident,
): Observed {
  const { namespace, controllerKind, controller, level } = key;
  const labels = {
    cluster,
    ...(level !== "cluster" && { namespace }),
    ...(level === "workload" && { workload: `${controllerKind}/${controller}` }),
  };
  const last = incident.days.at(-1);
  const offNano = last ? last.costNano - last.expectedNano : 0n;
  const money = (nano: bigint): string => `${formatNano(nano)} ${currency}`;
  return {
    labels: { ...labels, incident: incidentId },
    scope: scopeOfGroup(rule, labels),
    value: Math.abs(Number(offNano)) / Number(NANO_PER_UNIT),
    title: `${nameOf(labels)} costs unusually ${incident.direction === "up" ? "much" : "little"} (${incident.kind})`,
    facts: [
      { name: "since", value: formatInstant(incident.openedDay * DAY_MS) },
      ...(last
        ? [
            { name: "cost of the day", value: money(last.costNano) },
            { name: "expected", value: money(last.expectedNano) },
          ]
        : []),
    ],
  };
}

/** What could be saved, by namespace or by cluster. */
export async function observeSavings(
  rule: ReadRule,
  { database }: ApiServices,
  now: Instant,
): Promise<Observation> {
  const { definition, content } = rule;
  const all = (await inTransaction(database, (client) => readOpenSavings(client, now))).filter(
    ({ cluster, namespace }) =>
      (content.filter.cluster?.includes(cluster) ?? true) &&
      (content.filter.namespace?.includes(namespace) ?? true) &&
      (namespace === ""
        ? scopeShowsWhole(definition.scope, cluster)
        : scopeShows(definition.scope, cluster, namespace)),
  );
  const groups = Map.groupBy(all, ({ cluster, namespace }) =>
    JSON.stringify(content.by === "cluster" || namespace === "" ? { cluster } : { cluster, namespace }),
  );
  return {
    isWhole: true,
    things: [...groups].map(([text, each]) => observedSavings(rule, { text, each })),
  };
}

function observedSavings(
  rule: ReadRule,
  { text, each }: { readonly text: string; readonly each: readonly OpenSavings[] },
): Observed {
  const [first] = each;
  const { cluster, namespace } = first ?? { cluster: "", namespace: "" };
  const labels = text.includes('"namespace"') ? { cluster, namespace } : { cluster };
  const freedNano = each.reduce((sum, { freedNano: own }) => sum + own, 0n);
  const count = each.reduce((sum, { count: own }) => sum + own, 0);
  return {
    labels,
    scope: scopeOfGroup(rule, labels),
    value: Number(freedNano) / Number(NANO_PER_UNIT),
    title: `${nameOf(labels)} could free ${formatNano(freedNano)} ${first?.currency ?? ""} a month`,
    facts: [{ name: "recommendations", value: String(count) }],
  };
}
