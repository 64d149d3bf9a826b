import type { Instant } from "@kubecent/shared";
import { labelOf, type Series } from "../series/series.ts";
import { containerKey } from "./container-series.ts";
import type { PodLives } from "./pod-lives.ts";

/** The known starts of each container, by its key, in order: the first and the last that were told in the hour. */
export type ContainerStarts = ReadonlyMap<string, readonly Instant[]>;

/** Sorts kube-state-metrics' start times by the container that they are about. */
export function containerStarts(started: readonly Series[], lives: PodLives): ContainerStarts {
  const starts = new Map<string, Set<Instant>>();
  for (const each of started) {
    const container = labelOf(each, "container");
    const start = (each.values.at(-1) ?? 0) * 1000;
    for (const pod of lives.candidates(each)) {
      const key = containerKey(pod, container);
      starts.set(key, (starts.get(key) ?? new Set()).add(start));
    }
  }
  return new Map([...starts].map(([key, of]) => [key, [...of].toSorted((a, b) => a - b)] as const));
}
