import type { Instant } from "@kubecent/shared";
import type { ContainerObservation } from "../../../domain/observation.ts";
import { labelOf, type Series } from "../series/series.ts";
import { minuteShares } from "../time/minute-grid.ts";
import { Requests } from "./container-requests.ts";
import { byContainer, containerKey, type ContainerSeries } from "./container-series.ts";
import { type CpuContext, cpuUsage } from "./cpu-usage.ts";
import type { PodLives } from "./pod-lives.ts";
import { ramUsage } from "./ram-usage.ts";
import { findRanContainers, type RanContainer } from "./ran-containers.ts";
import type { ShardSeries } from "./read-shard.ts";

export interface MeasurementContext extends CpuContext {
  readonly trustedJobs: ReadonlySet<string>;
}

/** What the containers of a shard requested and used, and when they ran. */
export class Measurements {
  /** When containers ran, by their keys. */
  readonly ran: ReadonlyMap<string, RanContainer>;
  readonly #context: MeasurementContext;
  readonly #cpu: ReadonlyMap<string, ContainerSeries>;
  readonly #ram: ReadonlyMap<string, ContainerSeries>;
  readonly #requests: Requests;
  readonly #starts: ReadonlyMap<string, Instant>;

  constructor(series: ShardSeries, lives: PodLives, context: MeasurementContext) {
    this.#context = context;
    this.#cpu = byContainer(series.cpu, lives);
    this.#ram = byContainer(series.ram, lives);
    this.#requests = new Requests(series, lives, context.hour);
    this.#starts = lastStarts(series.started, lives);
    const sources = { running: series.running, ram: this.#ram };
    this.ran = findRanContainers(sources, lives, context.ledger, context);
  }

  /** The container's minutes. */
  observe(key: string, { container, stretches }: RanContainer): ContainerObservation {
    const { hour, ledger } = this.#context;
    const requests = this.#requests.of(key);
    return {
      name: container,
      ranMinutes: minuteShares(stretches, hour),
      cpuRequestCores: requests.cpuCores,
      ramRequestBytes: requests.ramBytes,
      gpuRequest: requests.gpus,
      cpuUsageCores: cpuUsage(this.#cpu.get(key)?.series ?? [], this.#starts.get(key), this.#context),
      ramUsageBytes: ramUsage(this.#ram.get(key)?.series ?? [], hour, ledger),
      billed: null,
    };
  }
}

/** When each container started last. */
function lastStarts(started: readonly Series[], lives: PodLives): Map<string, Instant> {
  const starts = new Map<string, Instant>();
  for (const each of started) {
    const container = labelOf(each, "container");
    const start = (each.values.at(-1) ?? 0) * 1000;
    for (const pod of lives.candidates(each)) {
      const key = containerKey(pod, container);
      starts.set(key, Math.max(start, starts.get(key) ?? 0));
    }
  }
  return starts;
}
