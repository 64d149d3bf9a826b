import { labelOf, type Series } from "../series/series.ts";
import { podKey, type PodLives, type PodName } from "./pod-lives.ts";

/** All series of one kind about one container of one pod, whatever its cgroup or exporter. */
export interface ContainerSeries {
  readonly pod: PodName;
  readonly container: string;
  readonly series: Series[];
}

/** Text that is different for different containers. */
export function containerKey(pod: PodName, container: string): string {
  return `${podKey(pod)}\n${container}`;
}

/** Sorts series by the container that they are about. */
export function byContainer(series: readonly Series[], lives: PodLives): Map<string, ContainerSeries> {
  const containers = new Map<string, ContainerSeries>();
  for (const each of series) {
    const container = labelOf(each, "container", "container_name");
    for (const part of container === "" ? [] : lives.attribute(each)) {
      const key = containerKey(part.pod, container);
      const known = containers.get(key);
      if (known) known.series.push(part.series);
      else containers.set(key, { pod: part.pod, container, series: [part.series] });
    }
  }
  return containers;
}
