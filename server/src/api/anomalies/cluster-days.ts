import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type { PlannedDays, ExpectedIncident } from "../../domain/anomalies/known-beforehand.ts";
import type { CalendarDay } from "../../domain/series/calendar-day.ts";
import { seenShare } from "../../domain/series/cluster-days.ts";
import { lastDueEnd } from "../../domain/windows/due.ts";
import { utcDayOf } from "../../domain/windows/utc-day.ts";
import { readExpected } from "../../store/anomalies/anomaly-feedback.ts";
import { listPlans } from "../../store/anomalies/anomaly-plans.ts";
import { type DayFacts, readDayFacts } from "../../store/anomalies/day-facts.ts";
import type { StoredIncident } from "../../store/anomalies/incident-record.ts";
import { readLatestIncidents } from "../../store/anomalies/incidents.ts";
import { readJudgedDay } from "../../store/anomalies/judged-days.ts";
import { readSeriesCosts, type SeriesCosts } from "../../store/anomalies/series-costs.ts";
import { inMoment } from "../../store/connection/transaction.ts";
import type { StoredCluster } from "../../store/queries/clusters/stored-clusters.ts";
import { readClusterHours } from "../../store/queries/coverage/cluster-hours.ts";
import type { ApiServices } from "../context.ts";

/** Some days of a cluster that are to be judged, and all that they are judged by. */
export interface ClusterDays {
  readonly cluster: StoredCluster;
  /** Days to judge, oldest first; all hours of them are written, or will never be. */
  readonly days: readonly CalendarDay[];
  readonly series: readonly SeriesCosts[];
  readonly facts: ReadonlyMap<CalendarDay, DayFacts>;
  readonly latest: ReadonlyMap<string, StoredIncident>;
  readonly plans: readonly PlannedDays[];
  readonly expected: readonly ExpectedIncident[];
  /** Share of a day that was seen. */
  readonly seen: (day: CalendarDay) => number;
}

/** Days before a judged one that it is held against. */
export const BEFORE_DAYS = 84;
/** How far back days are judged when a service begins to. */
const FIRST_BACK_DAYS = 366;
/** Days that are known before the first that is judged. */
const LEAST_DAYS = 14;
/** Days that are read at a time. */
const DAYS_AT_ONCE = 31;
const CLOSED_AFTER_MS = 3 * HOUR_MS;
/** For so long hours that are not there are waited for. */
const WAITED_FOR_MS = DAY_MS;
const HOURS = 24;
/** How long incidents that are over may bear on what is told: the longest of what `nextDay` looks back. */
const REMEMBERED_DAYS = 60;

/** The next days of a cluster that can be judged, in one moment of the data; null where there are none. */
export function readClusterDays(services: ApiServices, cluster: StoredCluster): Promise<ClusterDays | null> {
  const due = lastDueEnd(services.now());
  const newest = Math.floor((due - CLOSED_AFTER_MS) / DAY_MS) - 1;
  return inMoment(services.database, async (client) => {
    const { clusterId, name } = cluster;
    const asked = { clusterIds: [clusterId], timeZone: "UTC" };
    const [edges] = await readClusterHours(client, { ...asked, start: due, end: due });
    if (!edges) return null;
    const judged = await readJudgedDay(client, name);
    const begin = Math.max(utcDayOf(edges.firstHour) / DAY_MS + LEAST_DAYS, newest - FIRST_BACK_DAYS);
    const first = judged === null ? begin : judged + 1;
    const end = Math.min(newest, first + DAYS_AT_ONCE - 1) + 1;
    if (first >= end) return null;
    const facts = await readDayFacts(client, clusterId, [first - BEFORE_DAYS, end]);
    const days = readyDays(first, end, { facts, due });
    if (days.length === 0) return null;
    const firstDay = first - BEFORE_DAYS;
    const [seen] = await readClusterHours(client, { ...asked, start: firstDay * DAY_MS, end: end * DAY_MS });
    const shares = new Map<CalendarDay, number>();
    for (let day = firstDay; day < end; day += 1) {
      shares.set(day, seen ? seenShare({ day, start: day * DAY_MS, end: (day + 1) * DAY_MS }, [seen]) : 0);
    }
    return {
      cluster,
      days,
      facts,
      series: await readSeriesCosts(client, { clusterId, firstDay, endDay: end }),
      latest: await readLatestIncidents(client, name, first - REMEMBERED_DAYS),
      plans: (await listPlans(client)).filter((plan) => plan.cluster === name),
      expected: await readExpected(client, name, first - REMEMBERED_DAYS),
      seen: (day) => shares.get(day) ?? 0,
    };
  });
}

interface Readiness {
  readonly facts: ReadonlyMap<CalendarDay, DayFacts>;
  readonly due: Instant;
}

/** Days up to the first one of which hours are still to come. */
function readyDays(first: CalendarDay, end: CalendarDay, { facts, due }: Readiness): CalendarDay[] {
  const all = Array.from({ length: end - first }, (_, index) => first + index);
  const isReady = (day: CalendarDay): boolean =>
    facts.get(day)?.closedHours === HOURS || due >= (day + 1) * DAY_MS + WAITED_FOR_MS;
  const open = all.findIndex((day) => !isReady(day));
  return open === -1 ? all : all.slice(0, open);
}
