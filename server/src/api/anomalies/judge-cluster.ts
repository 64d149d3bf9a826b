import { setImmediate as letOthersRun } from "node:timers/promises";
import { type Incident, type IncidentStep, nextDay } from "../../domain/anomalies/incident.ts";
import { type AnomalyRules, judgeDay, type UnusualDay } from "../../domain/anomalies/judge-day.ts";
import { isKnownBeforehand } from "../../domain/anomalies/known-beforehand.ts";
import { type JudgedSeries, rollUp } from "../../domain/anomalies/roll-up.ts";
import { seriesText } from "../../domain/anomalies/series-key.ts";
import type { CalendarDay } from "../../domain/series/calendar-day.ts";
import type { DayCost } from "../../domain/series/daily-series.ts";
import type { IncidentCause } from "../../store/anomalies/incident-record.ts";
import { type IncidentChange, saveIncident } from "../../store/anomalies/incidents.ts";
import { markJudged } from "../../store/anomalies/judged-days.ts";
import type { SeriesCosts } from "../../store/anomalies/series-costs.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import type { StoredCluster } from "../../store/queries/clusters/stored-clusters.ts";
import type { AssertLed } from "../budgets/evaluate-budget.ts";
import type { ApiServices } from "../context.ts";
import { type DayCauses, readCauses } from "./day-causes.ts";
import { BEFORE_DAYS, type ClusterDays, readClusterDays } from "./cluster-days.ts";

/** How days are judged, and by whom. */
export interface Judging {
  readonly services: ApiServices;
  readonly rules: AnomalyRules;
  readonly assertLed: AssertLed;
}

/** Series that are judged before others get their turn. */
const SERIES_AT_ONCE = 50;
/** A day that was over for longer when it was judged is the past: nobody is woken for it. */
const PAST_AFTER_MS = 3 * 86_400_000;
const DAY_MS = 86_400_000;

/** Judges all days of a cluster that can be judged and were not. Returns how many. */
export async function judgeCluster(
  judging: Judging,
  cluster: StoredCluster,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  for (
    let next = await readClusterDays(judging.services, cluster);
    next;
    next = await readClusterDays(judging.services, cluster)
  ) {
    const incidents = new Map([...next.latest].map(([text, { incident }]) => [text, incident]));
    for (const day of next.days) {
      if (signal.aborted) return count;
      if (!(await judgeOneDay(judging, next, { day, incidents }))) return count;
      count += 1;
    }
  }
  return count;
}

interface OneDay {
  readonly day: CalendarDay;
  /** The newest incident of each series; carried on by each day. */
  readonly incidents: Map<string, Incident>;
}

/** Judges a day and writes what it has made of incidents, with the mark that it is judged. False where somebody else has. */
async function judgeOneDay(
  judging: Judging,
  days: ClusterDays,
  { day, incidents }: OneDay,
): Promise<boolean> {
  const { services, rules, assertLed } = judging;
  const steps = await stepsOf(days, { day, incidents }, rules);
  const opened = steps.filter(({ step }) => step.event === "opened");
  const causes = opened.length > 0 ? await readCauses(services, days, day) : null;
  const told = steps.filter(
    ({ series, step }) => !(step.event === "opened" && causes?.isRepriced(series.key) === true),
  );
  const changes = changesOf(days, {
    day,
    told,
    causes,
    rules,
    isPast: services.now() - (day + 1) * DAY_MS > PAST_AFTER_MS,
  });
  const isMine = await inTransaction(services.database, async (client) => {
    if (!(await markJudged(client, days.cluster.name, day))) return false;
    for (const change of changes) await saveIncident(client, change);
    await assertLed(client);
    return true;
  });
  for (const { key, incident } of changes) incidents.set(seriesText(key), incident);
  return isMine;
}

interface SeriesStep {
  readonly series: SeriesCosts;
  readonly unusual: UnusualDay | null;
  readonly step: IncidentStep;
}

/** What the day has made of each series, where it has made anything. An unknown day makes nothing. */
async function stepsOf(
  days: ClusterDays,
  { day, incidents }: OneDay,
  rules: AnomalyRules,
): Promise<SeriesStep[]> {
  const steps: SeriesStep[] = [];
  for (const [index, series] of days.series.entries()) {
    if (index % SERIES_AT_ONCE === 0) await letOthersRun();
    const latest = incidents.get(seriesText(series.key)) ?? null;
    const known = daysOf(days, series, day);
    if ((known.at(-1)?.coverage ?? 0) < LEAST_COVERAGE) continue;
    const found = isWorthALook(known, rules) ? judgeDay(known, rules) : null;
    const unusual = found && silenced(found, days, series);
    const step = nextDay(latest, day, unusual);
    if (unusual || step.event !== null) steps.push({ series, unusual, step });
  }
  return steps;
}

const LEAST_COVERAGE = 0.75;

function daysOf({ seen }: ClusterDays, { costs }: SeriesCosts, day: CalendarDay): DayCost[] {
  return Array.from({ length: BEFORE_DAYS }, (_, index) => {
    const each = day - BEFORE_DAYS + 1 + index;
    return { day: each, costNano: costs.get(each) ?? 0n, coverage: seen(each) };
  });
}

/** Most workloads cost less in a day than anybody would be told of. */
function isWorthALook(known: readonly DayCost[], { leastNano }: AnomalyRules): boolean {
  return known.some(({ costNano }) => costNano >= leastNano);
}

function silenced(found: UnusualDay, { plans, expected }: ClusterDays, { key }: SeriesCosts): UnusualDay {
  const isKnown = isKnownBeforehand({ key, day: found.day }, plans, expected);
  return isKnown ? { ...found, silent: "planned" } : found;
}

interface DayOutcome {
  readonly day: CalendarDay;
  readonly told: readonly SeriesStep[];
  readonly causes: DayCauses | null;
  readonly rules: AnomalyRules;
  readonly isPast: boolean;
}

function changesOf(
  { cluster, latest }: ClusterDays,
  { day, told, causes, rules, isPast }: DayOutcome,
): IncidentChange[] {
  const elsewhere = rollUp(told.flatMap(judgedOf));
  return told.flatMap(({ series: { key }, unusual, step: { incident, event } }): IncidentChange[] => {
    const isChanged = event !== null || (unusual?.silent === null && incident?.endedDay === null);
    if (!incident || !isChanged) return [];
    const text = seriesText(key);
    const cause: IncidentCause | null =
      event === "opened" ? (causes?.of(key) ?? null) : (latest.get(text)?.cause ?? null);
    return [
      {
        cluster: cluster.name,
        currency: cluster.currency,
        key,
        incident,
        event,
        day,
        isPast,
        cause,
        sensitivity: rules.sensitivity,
        isToldInNamespace: elsewhere.inNamespace.has(text),
        isToldInCluster: elsewhere.inCluster.has(text),
      },
    ];
  });
}

function judgedOf({ series: { key }, unusual, step: { incident, event } }: SeriesStep): JudgedSeries[] {
  if (!unusual) return [];
  return [{ key, unusual, incident: incident?.endedDay === null ? incident : null, event }];
}
