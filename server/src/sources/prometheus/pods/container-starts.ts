import { type Instant, MINUTE_MS } from "@kubecent/shared";
import { labelOf, type Series } from "../series/series.ts";
import { containerKey, podKey, type PodLives, type PodName } from "./pod-lives.ts";

/** A first sample may come this long after the start; what a later one counted may be of any age. */
const LATEST_FIRST_SAMPLE_MS = 5 * MINUTE_MS;

/** The known starts of each container, by its key, in order: the first and the last that were told in the hour. */
export type ContainerStarts = ReadonlyMap<string, readonly Instant[]>;

/** Sorts kube-state-metrics' start times by the container that they are about. */
export function containerStarts(started: readonly Series[], lives: PodLives): ContainerStarts {
  return startsBy(started, lives, (pod, series) => containerKey(pod, labelOf(series, "container")));
}

/** The known starts of each pod's containers, by the pod's key, in order. */
export function podStarts(started: readonly Series[], lives: PodLives): ContainerStarts {
  return startsBy(started, lives, podKey);
}

/** The start just before a counter's first sample: the counter stood at zero then. */
export function startBefore(starts: readonly Instant[], first: Instant, intervalMs: number): Instant | null {
  const start = starts.findLast((each) => each < first);
  const isRecent = start !== undefined && first - start <= Math.max(2 * intervalMs, LATEST_FIRST_SAMPLE_MS);
  return isRecent ? start : null;
}

function startsBy(
  started: readonly Series[],
  lives: PodLives,
  keyOf: (pod: PodName, series: Series) => string,
): ContainerStarts {
  const starts = new Map<string, Set<Instant>>();
  for (const each of started) {
    const start = (each.values.at(-1) ?? 0) * 1000;
    for (const pod of lives.candidates(each)) {
      const key = keyOf(pod, each);
      starts.set(key, (starts.get(key) ?? new Set()).add(start));
    }
  }
  return new Map([...starts].map(([key, of]) => [key, [...of].toSorted((a, b) => a - b)] as const));
}
