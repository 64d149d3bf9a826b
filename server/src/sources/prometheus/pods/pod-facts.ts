import { kubernetesLabels, labelOf, type Series } from "../series/series.ts";
import { jobOf, scrapedNode } from "../series/target.ts";
import { byPod, podKey, type PodLives, type PodName } from "./pod-lives.ts";

export interface PodFactSeries {
  readonly podInfo: readonly Series[];
  readonly podLabels: readonly Series[];
  readonly podOwner: readonly Series[];
  readonly requests: readonly Series[];
  /** Any series of cAdvisor's about containers. */
  readonly measured: readonly Series[];
}

export interface PodFactOptions {
  readonly trustedJobs: ReadonlySet<string>;
  /** Names of nodes by their internal address. */
  readonly nodesByAddress: ReadonlyMap<string, string>;
}

/** What the labels of series tell of pods: their node, their own labels, their owners. */
export class PodFacts {
  readonly #options: PodFactOptions;
  readonly #info: ReadonlyMap<string, readonly Series[]>;
  readonly #labels: ReadonlyMap<string, readonly Series[]>;
  readonly #owners: ReadonlyMap<string, readonly Series[]>;
  readonly #requests: ReadonlyMap<string, readonly Series[]>;
  readonly #measured: ReadonlyMap<string, readonly Series[]>;

  constructor(series: PodFactSeries, lives: PodLives, options: PodFactOptions) {
    this.#options = options;
    this.#info = byPodAndTime(series.podInfo, lives);
    this.#labels = byPod(series.podLabels, lives);
    this.#owners = byPod(series.podOwner, lives);
    this.#requests = byPod(series.requests, lives);
    this.#measured = byPod(series.measured, lives);
  }

  /** The node that the pod ran on, "" where nothing tells; the one most often told of where series differ. */
  nodeOf(pod: PodName): string {
    const key = podKey(pod);
    const told = [...(this.#info.get(key) ?? []), ...(this.#requests.get(key) ?? [])];
    const node = told.map((each) => labelOf(each, "node")).find((name) => name !== "");
    const measured = this.#measured.get(key)?.[0];
    return node ?? (measured ? scrapedNode(measured, this.#options.nodesByAddress) : "");
  }

  /** The pod's Kubernetes labels, those of most of the hour where they changed. */
  labelsOf(pod: PodName): Record<string, string> {
    const told = this.#ranked(this.#labels.get(podKey(pod)) ?? []).map(kubernetesLabels);
    // kube-state-metrics tells no labels unless it is told which; then a copy's are all there are.
    return told.find((labels) => Object.keys(labels).length > 0) ?? {};
  }

  /** The series that tell of the pod's owners, the most trusted first. */
  ownersOf(pod: PodName): Series[] {
    const key = podKey(pod);
    return [...this.#ranked(this.#owners.get(key) ?? []), ...(this.#info.get(key) ?? [])];
  }

  /** kube-state-metrics before its copies, then what was seen most often, then always the same. */
  #ranked(counts: readonly Series[]): Series[] {
    const { trustedJobs } = this.#options;
    const distrust = (series: Series) => (trustedJobs.has(jobOf(series)) ? 0 : 1);
    return counts.toSorted(
      (a, b) =>
        distrust(a) - distrust(b) ||
        (b.values[0] ?? 0) - (a.values[0] ?? 0) ||
        (labelText(a) < labelText(b) ? -1 : 1),
    );
  }
}

function labelText({ labels }: Series): string {
  return JSON.stringify(labels);
}

/** By when the samples are, where a series without uid may be about several pods of one name. */
function byPodAndTime(series: readonly Series[], lives: PodLives): Map<string, Series[]> {
  const parts = series.flatMap((each) => lives.attribute(each));
  const mostSamplesFirst = parts.toSorted((a, b) => b.series.times.length - a.series.times.length);
  const pods = Map.groupBy(mostSamplesFirst, ({ pod }) => podKey(pod));
  return new Map([...pods].map(([key, of]) => [key, of.map((part) => part.series)] as const));
}
