import type { Instant } from "@kubecent/shared";
import type { ScrapeTimes } from "../series/scrape-times.ts";
import { sight, RankedExporters } from "../series/presence.ts";
import { labelOf, type Series } from "../series/series.ts";
import {
  durationMs,
  intersect,
  intervalAt,
  type SampleInterval,
  type Stretches,
  subtract,
  type TimeWindow,
  unite,
} from "../time/stretches.ts";
import { byContainer, type ContainerSeries, type PodLives, type PodName } from "./pod-lives.ts";
import type { ContainerStarts } from "./container-starts.ts";

/**
 * A container that was seen for this many intervals has been there for at least two: an exporter that never
 * told of it does not know it, rather than that it looked before and after.
 */
const MISSED_INTERVALS = 3;

/** When a container ran: neither pending nor finished. */
export interface RanContainer {
  readonly pod: PodName;
  readonly container: string;
  readonly stretches: Stretches;
}

interface RanSeries {
  /** Series of kube-state-metrics' running states, init containers' too. */
  readonly running: readonly Series[];
  /** cAdvisor's memory series by container. */
  readonly ram: ReadonlyMap<string, ContainerSeries>;
  readonly starts: ContainerStarts;
}

/**
 * Finds when containers ran: from their start, where it is known, while kube-state-metrics said so, and while it sent no samples, in the time
 * that cAdvisor's memory samples stand for.
 */
export function findRanContainers(
  series: RanSeries,
  lives: PodLives,
  { scrapes, trustedJobs }: { readonly scrapes: ScrapeTimes; readonly trustedJobs: ReadonlySet<string> },
): Map<string, RanContainer> {
  const exporters = new RankedExporters(series.running, scrapes, { trustedJobs, scopeOf });
  const running = byContainer(series.running, lives);

  const containers = new Map<string, RanContainer>();
  for (const [key, { pod, container }] of [...series.ram, ...running]) {
    const own = running.get(key)?.series ?? [];
    const sightings = own.map((each) => sight(each, scrapes, (value) => value === 1));
    const measured = unite(
      ...(series.ram.get(key)?.series ?? []).map((each) => sight(each, scrapes).stretches),
    );
    const seen = unite(measured, ...sightings.map(({ stretches }) => stretches));
    const couldBeMissed = durationMs(seen) < MISSED_INTERVALS * exporters.longestIntervalMs;
    const scope = couldBeMissed ? (own[0] ? scopeOf(own[0]) : `${pod.namespace}\n`) : null;
    const covered = exporters.coverage(sightings, scope);
    const sampled = unite(exporters.presence(sightings, scope), subtract(measured, covered));
    const starts = series.starts.get(key) ?? [];
    const [interval] = own.map((each) => scrapes.paceOf(each)).toSorted((a, b) => a.usualMs - b.usualMs);
    const stretches = interval ? sharpenRuns(sampled, { starts, interval, covered }) : sampled;
    containers.set(key, { pod, container, stretches });
  }
  return containers;
}

/** An exporter tells of a namespace, and of init containers or not: OpenCost's copy never does. */
function scopeOf(series: Series): string {
  const isInit = series.labels["__name__"]?.startsWith("kube_pod_init_") ?? false;
  return `${labelOf(series, "namespace")}\n${isInit ? "init" : ""}`;
}

/** Start times are told in whole seconds. */
const SECOND_MS = 1_000;

interface RunTimes {
  /** Known starts of the container, in order. */
  readonly starts: readonly Instant[];
  /** The longest time from a container's start to its first sample, and from its last sample to its end. */
  readonly interval: SampleInterval;
  /** When somebody looked: what was not seen then is not made up. */
  readonly covered: Stretches;
}

/**
 * Moves runs to where they truly began. A run that was sampled n times is taken for n intervals, from one
 * interval before its first sample to its last: as long as it truly was, on average, but early. Where its
 * start is known it begins there, and ends as much later: a job that crosses an hour or a day then has its
 * minutes on the right side. Every hour comes to the same end, because it follows from the start alone.
 */
export function sharpenRuns(runs: Stretches, times: RunTimes): Stretches {
  if (times.starts.length === 0) return runs;

  const [first] = runs;
  return unite(...runs.map((run) => sharpen(run, times, run === first)));
}

function sharpen(run: TimeWindow, { starts, interval, covered }: RunTimes, isFirst: boolean): Stretches {
  const firstMs = intervalAt(interval, run.start + SECOND_MS);
  const began = starts.find(
    (start) => start > run.start - SECOND_MS && start <= run.start + firstMs && start < run.end,
  );
  const last = starts.findLast((start) => start < run.end);
  // A run that was under way when the hour's window opened began before it; others with an unknown start stay.
  const isKnown = began !== undefined || (isFirst && last !== undefined && last < run.start);
  if (!isKnown || last === undefined) return [run];

  const end = run.end + modulo(last - run.end, intervalAt(interval, run.end));
  const start = Math.max(run.start, began ?? run.start);
  return unite([{ start, end: run.end }], intersect([{ start: run.end, end }], covered));
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
