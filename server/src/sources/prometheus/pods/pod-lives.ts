import type { Instant } from "@kubecent/shared";
import { filterSamples, labelOf, type Series } from "../series/series.ts";

/** Names one pod: the same name with another uid is another pod. */
export interface PodName {
  readonly namespace: string;
  readonly pod: string;
  /** "" where no series tells it. */
  readonly uid: string;
}

interface Life {
  readonly uid: string;
  first: Instant;
  last: Instant;
}

/** Text that is different for different pods. */
export function podKey({ namespace, pod, uid }: PodName): string {
  return `${namespace}\n${pod}\n${uid}`;
}

/** The pod that a series names. */
export function podNameOf(series: Series): PodName {
  const uid = labelOf(series, "uid") || uidOfCgroup(series.labels["id"] ?? "");
  return { namespace: labelOf(series, "namespace"), pod: labelOf(series, "pod", "pod_name"), uid };
}

/** Which pods had which name at what time, for series that tell no uid. */
export class PodLives {
  readonly #lives = new Map<string, Life[]>();

  /** Learns from every series that tells a uid. */
  learn(series: readonly Series[]): void {
    for (const each of series) {
      const name = podNameOf(each);
      const first = each.times[0];
      const last = each.times.at(-1);
      if (name.uid !== "" && first !== undefined && last !== undefined) this.#noteLife(name, first, last);
    }
  }

  /** Splits a series among the pods that it is about; mostly that is one. */
  attribute(series: Series): { pod: PodName; series: Series }[] {
    const named = podNameOf(series);
    if (named.uid !== "") return [{ pod: named, series }];

    const lives = this.#livesOf(named);
    if (lives.length < 2) return [{ pod: { ...named, uid: lives[0]?.uid ?? "" }, series }];

    return lives
      .map(({ uid }) => ({
        pod: { ...named, uid },
        series: filterSamples(series, (time) => uidAt(lives, time) === uid),
      }))
      .filter((part) => part.series.times.length > 0);
  }

  /** The pod that a series is about at a time. */
  podAt(series: Series, time: Instant): PodName {
    const named = podNameOf(series);
    return named.uid === "" ? { ...named, uid: uidAt(this.#livesOf(named), time) } : named;
  }

  /** The pods that a series may be about, where its times say nothing. */
  candidates(series: Series): PodName[] {
    const named = podNameOf(series);
    const lives = named.uid === "" ? this.#livesOf(named) : [];
    return lives.length === 0 ? [named] : lives.map(({ uid }) => ({ ...named, uid }));
  }

  #livesOf({ namespace, pod }: PodName): readonly Life[] {
    return this.#lives.get(`${namespace}\n${pod}`) ?? [];
  }

  #noteLife({ namespace, pod, uid }: PodName, first: Instant, last: Instant): void {
    const key = `${namespace}\n${pod}`;
    const lives = this.#lives.get(key) ?? [];
    this.#lives.set(key, lives);
    const life = lives.find((each) => each.uid === uid);
    if (life === undefined) lives.push({ uid, first, last });
    else {
      life.first = Math.min(life.first, first);
      life.last = Math.max(life.last, last);
    }
  }
}

/** Sorts series by the pods that they may be about. */
export function byPod(series: readonly Series[], lives: PodLives): Map<string, Series[]> {
  const pods = new Map<string, Series[]>();
  for (const each of series) {
    for (const pod of lives.candidates(each)) {
      const known = pods.get(podKey(pod));
      if (known) known.push(each);
      else pods.set(podKey(pod), [each]);
    }
  }
  return pods;
}

/** The uid at a time: of the pod that lived then (the newer of two), else of the nearest. */
function uidAt(lives: readonly Life[], time: Instant): string {
  if (lives.length < 2) return lives[0]?.uid ?? "";

  const distance = (life: Life) => Math.max(0, life.first - time, time - life.last);
  const [nearest] = lives.toSorted((a, b) => distance(a) - distance(b) || b.first - a.first);
  return nearest?.uid ?? "";
}

/** A pod's uid inside a cgroup's path: with dashes under cgroupfs, with underscores under systemd. */
const POD_UID = /pod([0-9a-f]{8}([-_])[0-9a-f]{4}\2[0-9a-f]{4}\2[0-9a-f]{4}\2[0-9a-f]{12})(?![0-9a-f])/;

/**
 * The uid of the pod that a cgroup belongs to, "" where the path tells none. A static pod's cgroup is named
 * by the hash of its manifest, which is not the uid that the API server gave it.
 */
export function uidOfCgroup(path: string): string {
  return POD_UID.exec(path)?.[1]?.replaceAll("_", "-") ?? "";
}

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
