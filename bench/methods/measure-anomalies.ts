import { type AnomalyRules, judgeDay } from "../../server/src/domain/anomalies/judge-day.ts";
import { type Incident, nextDay } from "../../server/src/domain/anomalies/incident.ts";
import { type AnomalySeries, WARM_UP_DAYS } from "./anomaly-series.ts";

/** The days on which a method opens an incident. */
export type OpenedDays = (series: AnomalySeries) => readonly number[];

/** What a method has made of some series. */
export interface AnomalyScore {
  readonly found: number;
  readonly missed: number;
  readonly wrong: number;
  /** Of what was found, days from its beginning. */
  readonly delays: readonly number[];
  readonly seriesYears: number;
}

/** KubeCent's own incidents. */
export function kubeCentOpens(rules: AnomalyRules): OpenedDays {
  return ({ days }) => {
    const opened: number[] = [];
    let latest: Incident | null = null;
    for (let index = WARM_UP_DAYS; index < days.length; index += 1) {
      const day = days[index];
      if (!day || day.coverage < 0.75) continue;
      const { incident, event } = nextDay(latest, day.day, judgeDay(days.slice(0, index + 1), rules));
      if (event === "opened") opened.push(day.day);
      latest = incident;
    }
    return opened;
  };
}

/** Holds what a method opened against what was put in: the first incident within the days allowed has found it, all others are wrong. */
export function scoreOf(all: readonly AnomalySeries[], opens: OpenedDays): AnomalyScore {
  let [found, missed, wrong] = [0, 0, 0];
  const delays: number[] = [];
  for (const series of all) {
    const { anomaly } = series;
    const opened = opens(series);
    const hit = anomaly && opened.find((day) => day >= anomaly.start && day <= anomaly.foundUntil);
    if (anomaly && hit !== undefined && hit !== null) {
      found += 1;
      delays.push(hit - anomaly.start);
    } else if (anomaly) missed += 1;
    wrong += opened.length - (typeof hit === "number" ? 1 : 0);
  }
  const days = all.reduce((sum, series) => sum + series.days.length - WARM_UP_DAYS, 0);
  return { found, missed, wrong, delays, seriesYears: days / 365 };
}
