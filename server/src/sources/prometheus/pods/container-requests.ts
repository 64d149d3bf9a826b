import type { Instant } from "@kubecent/shared";
import { MINUTES_PER_HOUR, type PerMinute } from "../../../domain/observation.ts";
import { MOST_CORES, MOST_RAM_BYTES } from "../../../domain/units.ts";
import { joinSamples, labelOf, nearestValue, type Series } from "../series/series.ts";
import { minuteMiddles } from "../time/minute-grid.ts";
import { containerKey, podKey, type PodLives, type PodName } from "./pod-lives.ts";
import type { DeviceWorth } from "../assets/device-worth.ts";
import { possibleSamples } from "../series/splice.ts";

/** What one container requested, by the minute. */
export interface ContainerRequests {
  readonly cpuCores: PerMinute;
  readonly ramBytes: PerMinute;
  readonly gpus: PerMinute;
  /** Bytes of huge pages: they are taken out of the node's memory beside what `ramBytes` says. */
  readonly hugePageBytes: PerMinute;
  /** What was told and cannot be, or null. */
  readonly odd: number | null;
}

export interface RequestSeries {
  /** Series of requests, init containers' too. */
  readonly requests: readonly Series[];
  /** The exporter's own count of GPUs, for containers without a request series that tells of GPUs. */
  readonly gpuAllocation: readonly Series[];
}

export interface RequestContext {
  readonly hour: Instant;
  readonly deviceWorth: DeviceWorth;
}

/** What containers requested. A request is a state: it holds until another one is seen. */
export class Requests {
  readonly #hour: Instant;
  readonly #worth: DeviceWorth;
  readonly #series = new Map<string, Map<string, Series[]>>();
  readonly #containers = new Map<string, Map<string, NamedContainer>>();
  readonly #allocatedGpus = new Map<string, Series[]>();
  /** Most requests are the same all hour, and many are alike: each is kept once. */
  readonly #steady = new Map<number, PerMinute>();

  constructor({ requests, gpuAllocation }: RequestSeries, lives: PodLives, context: RequestContext) {
    this.#hour = context.hour;
    this.#worth = context.deviceWorth;
    for (const each of requests) {
      const resource = labelOf(each, "resource");
      for (const key of keysOf(each, lives)) push(this.#resourcesOf(key), resource, each);
      this.#noteContainer(each, lives);
    }
    for (const each of gpuAllocation) {
      for (const key of keysOf(each, lives)) push(this.#allocatedGpus, key, each);
    }
  }

  /** The container's requests; 0 where none was ever seen. */
  of(key: string): ContainerRequests {
    const resources = this.#series.get(key) ?? new Map<string, Series[]>();
    const gpus = [...resources].flatMap(([resource, copies]) => this.#devices(resource, copies) ?? []);
    const allocated = this.#allocatedGpus.get(key);
    const pages = [...resources]
      .filter(([resource]) => resource.startsWith("hugepages"))
      .map(([, all]) => all);
    return {
      cpuCores: this.#minutes(resources.get("cpu")),
      ramBytes: this.#minutes(resources.get("memory")),
      hugePageBytes: pages.map((each) => this.#minutes(each)).reduce(add, this.#steadyMinutes(0)),
      odd: [...resources.values()].map((each) => possible(each).odd).find((value) => value !== null) ?? null,
      gpus: gpus.length > 0 ? gpus.reduce(add) : this.#minutes(allocated),
    };
  }

  /** A requested resource in devices of the container's node; null where it is no accelerator. */
  #devices(resource: string, copies: readonly Series[]): PerMinute | null {
    const node = copies.map((each) => labelOf(each, "node")).find((name) => name !== "") ?? "";
    const worth = this.#worth(node, resource);
    return worth && this.#minutes(copies).map((count, minute) => count * (worth[minute] ?? 0));
  }

  /**
   * The most of a resource that a pod's containers explain: all that run together, or an init container beside
   * those `sidecars` that run along with it.
   */
  mostOf(pod: PodName, resource: string, sidecars: ReadonlySet<string>): number {
    let together = 0;
    let alone = 0;
    let along = 0;
    for (const { container, isInit } of this.#containers.get(podKey(pod))?.values() ?? []) {
      const series = this.#series.get(containerKey(pod, container))?.get(resource);
      const most = series ? Math.max(0, ...possible(series).samples.values) : 0;
      if (!isInit) together += most;
      else if (sidecars.has(container)) along += most;
      else alone = Math.max(alone, most);
    }
    return Math.max(together, alone) + along;
  }

  /** Names of the pod's init containers that request something. */
  initContainersOf(pod: PodName): string[] {
    const containers = [...(this.#containers.get(podKey(pod))?.values() ?? [])];
    return containers.filter(({ isInit }) => isInit).map(({ container }) => container);
  }

  #resourcesOf(key: string): Map<string, Series[]> {
    const resources = this.#series.get(key) ?? new Map<string, Series[]>();
    this.#series.set(key, resources);
    return resources;
  }

  #noteContainer(series: Series, lives: PodLives): void {
    const container = labelOf(series, "container", "container_name");
    const isInit = series.labels["__name__"]?.startsWith("kube_pod_init_") ?? false;
    for (const pod of lives.candidates(series)) {
      const known = this.#containers.get(podKey(pod)) ?? new Map<string, NamedContainer>();
      this.#containers.set(podKey(pod), known.set(container, { container, isInit }));
    }
  }

  #minutes(copies: readonly Series[] | undefined): PerMinute {
    if (copies === undefined) return this.#steadyMinutes(0);

    const { samples } = possible(copies);
    const [first = 0] = samples.values;
    if (samples.values.every((value) => value === first)) return this.#steadyMinutes(first);

    return Float64Array.from(minuteMiddles(this.#hour), (middle) => nearestValue(samples, middle));
  }

  #steadyMinutes(value: number): PerMinute {
    const minutes = this.#steady.get(value) ?? new Float64Array(MINUTES_PER_HOUR).fill(value);
    this.#steady.set(value, minutes);
    return minutes;
  }
}

interface NamedContainer {
  readonly container: string;
  readonly isInit: boolean;
}

/** The samples of requests that any machine could grant. */
function possible(copies: readonly Series[]): ReturnType<typeof possibleSamples> {
  const [first] = copies;
  const resource = first ? labelOf(first, "resource") : "";
  return possibleSamples(joinSamples(copies), resource === "cpu" ? MOST_CORES : MOST_RAM_BYTES);
}

function keysOf(series: Series, lives: PodLives): string[] {
  const container = labelOf(series, "container", "container_name");
  return lives.candidates(series).map((pod) => containerKey(pod, container));
}

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function add(sum: PerMinute, minutes: PerMinute): PerMinute {
  return sum.map((value, minute) => value + (minutes[minute] ?? 0));
}
