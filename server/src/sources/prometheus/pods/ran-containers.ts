import type { Ledger } from "../series/ledger.ts";
import { sight, Witnesses } from "../series/presence.ts";
import { labelOf, type Series } from "../series/series.ts";
import { durationMs, type Stretches, subtract, unite } from "../time/stretches.ts";
import { byContainer, type ContainerSeries } from "./container-series.ts";
import type { ContainerStarts } from "./container-starts.ts";
import type { PodLives, PodName } from "./pod-lives.ts";
import { sharpenRuns } from "./sharpen-runs.ts";

/**
 * A container that was seen for so many intervals has been there for at least two: an exporter that never
 * told of it does not know it, rather than that it looked before and after.
 */
const MISSED_INTERVALS = 3;

/** When a container ran: neither pending nor finished. */
export interface RanContainer {
  readonly pod: PodName;
  readonly container: string;
  readonly stretches: Stretches;
}

export interface RanSeries {
  /** Series of kube-state-metrics' running states, init containers' too. */
  readonly running: readonly Series[];
  /** cAdvisor's memory series by container. */
  readonly ram: ReadonlyMap<string, ContainerSeries>;
  readonly starts: ContainerStarts;
}

/**
 * Finds when containers ran: from their start, where it is known, while kube-state-metrics said so, and while it was not heard of, in the time
 * that cAdvisor's memory samples stand for.
 */
export function findRanContainers(
  series: RanSeries,
  lives: PodLives,
  ledger: Ledger,
  options: { trustedJobs: ReadonlySet<string> },
): Map<string, RanContainer> {
  const witnesses = new Witnesses(series.running, ledger, { ...options, scopeOf });
  const running = byContainer(series.running, lives);

  const containers = new Map<string, RanContainer>();
  for (const [key, { pod, container }] of [...series.ram, ...running]) {
    const own = running.get(key)?.series ?? [];
    const sightings = own.map((each) => sight(each, ledger, (value) => value === 1));
    const measured = unite(
      ...(series.ram.get(key)?.series ?? []).map((each) => sight(each, ledger).stretches),
    );
    const seen = unite(measured, ...sightings.map(({ stretches }) => stretches));
    const couldBeMissed = durationMs(seen) < MISSED_INTERVALS * witnesses.longestIntervalMs;
    const scope = couldBeMissed ? (own[0] ? scopeOf(own[0]) : `${pod.namespace}\n`) : null;
    const covered = witnesses.coverage(sightings, scope);
    const sampled = unite(witnesses.presence(sightings, scope), subtract(measured, covered));
    const starts = series.starts.get(key) ?? [];
    const [interval] = own.map((each) => ledger.paceOf(each)).toSorted((a, b) => a.usualMs - b.usualMs);
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
