import { type Instant, MINUTE_MS } from "@kubecent/shared";
import { sampleStretches, type Stretches, unite } from "../time/stretches.ts";
import { isSteady, Pace, type PaceRun, paceRuns } from "./pace.ts";
import type { Series } from "./series.ts";
import { jobOf, targetOf } from "./target.ts";

/** This many series of a target tell its interval as well as all of them would. */
const SERIES_PER_MEDIAN = 50;

interface Target {
  readonly job: string;
  /** The latest sample of each second: samples with their own times would be too many to keep. */
  readonly times: Map<number, Instant>;
  readonly medians: number[];
  readonly runs: PaceRun[];
  isOfCluster: boolean;
}

/** When each scraped target answered, and how often it is scraped. */
export class ScrapeTimes {
  readonly #targets = new Map<string, Target>();
  readonly #coverage = new Map<string, Stretches>();
  readonly #paces = new Map<string, Pace>();

  /** Notes the samples; `isOfCluster` says that they show the cluster, as kube-state-metrics and cAdvisor do. */
  note(series: readonly Series[], { isOfCluster }: { isOfCluster: boolean }): void {
    for (const each of series) this.#noteSeries(each, isOfCluster);
    this.#coverage.clear();
    this.#paces.clear();
  }

  /** The interval at which the series is scraped for most of the time, in milliseconds. */
  intervalOf(series: Series): number {
    return this.paceOf(series).usualMs;
  }

  /** The interval at which the series is scraped, and how it changes. */
  paceOf(series: Series): Pace {
    const target = targetOf(series);
    // Series without a target may come from anywhere: each goes by its own samples.
    const own = target === "" ? medianStep(series.times) : null;
    return own === null ? this.#paceOf(target) : new Pace(own, runsOf(series, own));
  }

  /** When samples came from any of the targets. */
  coverageOf(targets: Iterable<string>): Stretches {
    return unite(...[...targets].map((target) => this.#coverageOf(target)));
  }

  /** When samples came from anything that shows the cluster. */
  clusterCoverage(): Stretches {
    const targets = [...this.#targets].filter(([, target]) => target.isOfCluster);
    return this.coverageOf(targets.map(([key]) => key));
  }

  /** Whether the series' target answered one interval before `time`, so that what it did not list was not there. */
  hadAnsweredBefore(series: Series, time: Instant): boolean {
    const interval = this.paceOf(series).at(time);
    const seconds = this.#targets.get(targetOf(series))?.times;
    for (
      let second = Math.ceil((time - 1.5 * interval) / 1000);
      second * 1000 < time - interval / 2;
      second++
    ) {
      if (seconds?.has(second)) return true;
    }
    return false;
  }

  #noteSeries(series: Series, isOfCluster: boolean): void {
    const key = targetOf(series);
    const target = this.#targets.get(key) ?? {
      job: jobOf(series),
      times: new Map<number, Instant>(),
      medians: [],
      runs: [],
      isOfCluster,
    };
    this.#targets.set(key, target);
    target.isOfCluster ||= isOfCluster;
    for (const time of series.times) target.times.set(Math.floor(time / 1000), time);
    const step = target.medians.length < SERIES_PER_MEDIAN ? medianStep(series.times) : null;
    if (step === null) return;
    target.medians.push(step);
    target.runs.push(...runsOf(series, step));
  }

  #coverageOf(key: string): Stretches {
    const known = this.#coverage.get(key);
    if (known) return known;

    const times = Float64Array.from(this.#targets.get(key)?.times.values() ?? []).toSorted();
    const coverage = sampleStretches(times, this.#paceOf(key));
    this.#coverage.set(key, coverage);
    return coverage;
  }

  #paceOf(key: string): Pace {
    const known = this.#paces.get(key);
    if (known !== undefined) return known;

    const pace = new Pace(this.#measureInterval(key), this.#targets.get(key)?.runs);
    this.#paces.set(key, pace);
    return pace;
  }

  /** A target seen once tells nothing of its interval: then its job's tells, then everyone's. */
  #measureInterval(key: string): number {
    const target = this.#targets.get(key);
    const others = [...this.#targets.values()];
    const ofJob = others.filter((other) => other.job === target?.job);
    return (
      median(target?.medians ?? []) ??
      median(ofJob.flatMap((other) => other.medians)) ??
      median(others.flatMap((other) => other.medians)) ??
      MINUTE_MS
    );
  }
}

/** Most series have samples at one interval: then there is nothing to look for. */
function runsOf({ times }: Series, stepMs: number): PaceRun[] {
  const [from = 0] = times;
  return isSteady(times, stepMs) ? [{ from, to: times.at(-1) ?? from, stepMs }] : paceRuns(times);
}

function medianStep(times: Float64Array): number | null {
  const steps = Array.from(times.subarray(1), (time, index) => time - (times[index] ?? 0));
  return median(steps);
}

function median(numbers: readonly number[]): number | null {
  return numbers.toSorted((a, b) => a - b)[numbers.length >>> 1] ?? null;
}
