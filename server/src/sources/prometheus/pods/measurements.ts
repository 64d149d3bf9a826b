import { type Instant, MINUTE_MS } from "@kubecent/shared";
import { type ContainerObservation, MINUTES_PER_HOUR, type PerMinute } from "../../../domain/observation.ts";
import type { Series } from "../series/series.ts";
import { fillEnds, minuteShares } from "../time/minute-grid.ts";
import { windowOfHour } from "../time/stretches.ts";
import { type ContainerRequests, type RequestContext, Requests } from "./container-requests.ts";
import { byContainer, type ContainerSeries, type PodLives, type PodName } from "./pod-lives.ts";
import { type ContainerStarts, containerStarts } from "./container-starts.ts";
import { endsIn, listedBeside, listingsOf } from "./cgroups.ts";
import { type CpuContext, cpuUsage, ramPeak, ramUsage, type UsedContainer } from "./container-usage.ts";
import { Doubts } from "./doubts.ts";
import type { NodeSize } from "./node-sizes.ts";
import { findRanContainers, type RanContainer } from "./ran-containers.ts";
import type { ShardSeries } from "./read-shards.ts";

export interface MeasurementContext extends CpuContext, RequestContext {
  readonly trustedJobs: ReadonlySet<string>;
}

/** What the containers of a shard requested and used, and when they ran. */
export class Measurements {
  /** When containers ran, by their keys. */
  readonly ran: ReadonlyMap<string, RanContainer>;
  readonly #context: MeasurementContext;
  readonly #cpu: ReadonlyMap<string, ContainerSeries>;
  readonly #ram: ReadonlyMap<string, ContainerSeries>;
  readonly requests: Requests;
  readonly #starts: ContainerStarts;
  /** Most containers run all hour: their minutes are kept once. */
  readonly #wholeHour: PerMinute = new Float64Array(MINUTES_PER_HOUR).fill(1);

  constructor(series: ShardSeries, lives: PodLives, context: MeasurementContext) {
    this.#context = context;
    this.#cpu = byContainer(series.cpu, lives);
    this.#ram = byContainer(series.ram, lives);
    this.requests = new Requests(series, lives, context);
    this.#starts = containerStarts(series.started, lives);
    const sources = { running: series.running, ram: this.#ram, starts: this.#starts };
    this.ran = findRanContainers(sources, lives, context);
  }

  /** The container's minutes, on a node of that size. */
  observe(
    key: string,
    { pod, container: name, stretches }: RanContainer,
    size: NodeSize,
  ): ContainerObservation {
    const { hour, scrapes } = this.#context;
    const shares = minuteShares(stretches, hour);
    const ranMinutes = shares.every((share) => share === 1) ? this.#wholeHour : shares;
    const subject = { kind: "pod", namespace: pod.namespace, name: pod.pod, container: name } as const;
    const doubts = new Doubts(subject, this.#context);
    const container = { starts: this.#starts.get(key) ?? [], size, doubts };
    const cpu = this.#cpu.get(key)?.series ?? [];
    const ram = this.#ram.get(key)?.series ?? [];
    const told = this.requests.of(key);
    if (told.odd !== null) this.#noteOdd(pod, name, told.odd);
    const requests = plausibleRequests(told, container, hour);
    const cpuListings = listingsOf(cpu);
    const cpuCores = cpuUsage(cpuListings, container, this.#context);
    const ends = endsIn(cpuListings, scrapes);
    const beside = listedBeside(cpuListings, ends);
    if (beside.length > 0)
      doubts.note("container_listed_twice", windowOfHour(hour), () => beside.join(" and "));
    const ramBytes = ramUsage(listingsOf(ram), { ...container, ends }, this.#context);
    const peak = ramPeak(ram, container, hour);
    return {
      name,
      ranMinutes,
      cpuRequestCores: requests.cpuCores,
      ramRequestBytes: withHugePages(requests.ramBytes, requests.hugePageBytes),
      gpuRequest: requests.gpus,
      cpuUsageCores: this.#filled(cpuCores, ranMinutes, cpu),
      // Huge pages are taken whether they are used or not, and no working set tells of them.
      ramUsageBytes: withHugePages(this.#filled(ramBytes, ranMinutes, ram), requests.hugePageBytes),
      ...(peak > 0 && { ramPeakBytes: peak + Math.max(...requests.hugePageBytes) }),
      billed: null,
    };
  }

  #noteOdd({ namespace, pod: name }: PodName, container: string, odd: number): void {
    const subject = { kind: "pod", namespace, name, container } as const;
    this.#context.findings.note("request_impossible", subject, { minutes: 1, detail: `${odd}` });
  }

  /** Carries usage to the ends of the container's runs, over less than one interval of who measured it. */
  #filled(usage: PerMinute, ranMinutes: PerMinute, [first]: readonly Series[]): PerMinute {
    if (first === undefined) return usage;
    return fillEnds(usage, ranMinutes, Math.ceil(this.#context.scrapes.paceOf(first).longestMs / MINUTE_MS));
  }
}

/** Memory by the minute, requested or used, with the huge pages that are taken beside it. */
export function withHugePages(ramBytes: PerMinute, hugePageBytes: PerMinute): PerMinute {
  return hugePageBytes.some((value) => value > 0)
    ? ramBytes.map((value, minute) => value + (hugePageBytes[minute] ?? 0))
    : ramBytes;
}

/** More accelerators than any node has, shared ones counted by their shares. */
const MOST_GPUS = 4_096;

/**
 * The requests without what no pod can have been scheduled with: more than its node has. Such a minute takes the
 * nearest believable one, and without any it requests nothing, so that usage is what it pays for.
 */
export function plausibleRequests(
  requests: ContainerRequests,
  container: UsedContainer,
  hour: Instant,
): ContainerRequests {
  const { cpuCores, ramBytes } = container.size;
  const limit = (minutes: PerMinute, most: number, what: string) => {
    if (minutes.every((value) => value >= 0 && value <= most)) return minutes;
    const told = minutes.find((value) => !(value >= 0 && value <= most));
    const detail = () => `request of ${told} ${what}; its node has ${most}`;
    container.doubts.note("request_impossible", windowOfHour(hour), detail);
    return withoutBeyond(minutes, most);
  };
  return {
    ...requests,
    cpuCores: limit(requests.cpuCores, cpuCores, "cores"),
    ramBytes: limit(requests.ramBytes, ramBytes, "B"),
    gpus: limit(requests.gpus, MOST_GPUS, "GPUs"),
  };
}

function withoutBeyond(minutes: PerMinute, most: number): PerMinute {
  const isGood = (minute: number): boolean => {
    const value = minutes[minute] ?? Number.NaN;
    return value >= 0 && value <= most;
  };
  return minutes.map((value, minute) => {
    for (let away = 0; away < MINUTES_PER_HOUR; away++) {
      if (isGood(minute - away)) return minutes[minute - away] ?? value;
      if (isGood(minute + away)) return minutes[minute + away] ?? value;
    }
    return 0;
  });
}
