import { MINUTE_MS } from "@kubecent/shared";
import { type ContainerObservation, MINUTES_PER_HOUR, type PerMinute } from "../../../domain/observation.ts";
import type { Series } from "../series/series.ts";
import { endsIn, listingsOf } from "./cgroups.ts";
import { type CpuContext, cpuUsage, ramUsage } from "./container-usage.ts";
import { Doubts } from "./doubts.ts";
import { fillEnds } from "../time/minute-grid.ts";
import type { NodeSize } from "./node-sizes.ts";
import type { PodCgroups } from "./pod-cgroups.ts";
import { byPod, podKey, type PodLives, type PodName } from "./pod-lives.ts";
import { ranOf } from "./reserve-pod.ts";

/** What pods used as a whole, for those of which no container is measured. */
export class PodUsages {
  readonly #context: CpuContext;
  readonly #cpu: ReadonlyMap<string, readonly Series[]>;
  readonly #ram: ReadonlyMap<string, readonly Series[]>;

  constructor({ cpu, ram }: PodCgroups, lives: PodLives, context: CpuContext) {
    this.#context = context;
    this.#cpu = byPod(cpu, lives);
    this.#ram = byPod(ram, lives);
  }

  /** The pod's containers, with their shares of what it used as a whole where they are not measured. */
  shared(
    pod: PodName,
    containers: readonly ContainerObservation[],
    size: NodeSize,
  ): readonly ContainerObservation[] {
    const cpu = this.#cpu.get(podKey(pod)) ?? [];
    const ram = this.#ram.get(podKey(pod)) ?? [];
    if (cpu.length + ram.length === 0) return containers;

    const { scrapes, findings } = this.#context;
    const subject = { kind: "pod", namespace: pod.namespace, name: pod.pod } as const;
    const whole = { starts: [], size, doubts: new Doubts(subject, this.#context) };
    const listings = listingsOf(cpu);
    const ran = ranOf(containers);
    const cpuCores = this.#filled(cpuUsage(listings, whole, this.#context), ran, cpu);
    const used = ramUsage(listingsOf(ram), { ...whole, ends: endsIn(listings, scrapes) }, this.#context);
    const ramBytes = this.#filled(used, ran, ram);
    const detail = `${containers.length} containers, none of them measured`;
    findings.note("usage_of_pod_only", subject, { minutes: MINUTES_PER_HOUR, detail });
    return shareUsage(containers, { cpuCores, ramBytes });
  }

  #filled(usage: PerMinute, ran: PerMinute, [first]: readonly Series[]): PerMinute {
    if (!first) return usage;
    return fillEnds(usage, ran, Math.ceil(this.#context.scrapes.paceOf(first).longestMs / MINUTE_MS));
  }
}

/** What a pod as a whole used by the minute; NaN where nobody measured it. */
interface PodUsage {
  readonly cpuCores: PerMinute;
  readonly ramBytes: PerMinute;
}

/**
 * Gives what a pod used as a whole to its containers where none of them is measured: by request, or evenly where
 * none requests, among those that ran in the minute.
 */
export function shareUsage(
  containers: readonly ContainerObservation[],
  { cpuCores, ramBytes }: PodUsage,
): ContainerObservation[] {
  const shared = (usage: PerMinute, field: "cpuUsageCores" | "ramUsageBytes", request: RequestField) =>
    containers.some((each) => each[field].some((value) => !Number.isNaN(value)))
      ? containers.map((each) => each[field])
      : split(containers, usage, request);
  const cpu = shared(cpuCores, "cpuUsageCores", "cpuRequestCores");
  const ram = shared(ramBytes, "ramUsageBytes", "ramRequestBytes");
  return containers.map((each, index) => ({
    ...each,
    cpuUsageCores: cpu[index] ?? each.cpuUsageCores,
    ramUsageBytes: ram[index] ?? each.ramUsageBytes,
  }));
}

type RequestField = "cpuRequestCores" | "ramRequestBytes";

function split(
  containers: readonly ContainerObservation[],
  usage: PerMinute,
  request: RequestField,
): PerMinute[] {
  const ran = ranOf(containers);
  const shares = containers.map(() => new Float64Array(usage.length).fill(Number.NaN));
  for (const [minute, used] of usage.entries()) {
    const whole = ran[minute] ?? 0;
    const weights = containers.map((each) => (each[request][minute] ?? 0) * (each.ranMinutes[minute] ?? 0));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const running = containers.reduce((total, each) => total + (each.ranMinutes[minute] ?? 0), 0);
    containers.forEach((each, index) => {
      const own = each.ranMinutes[minute] ?? 0;
      const minutes = shares[index];
      if (own <= 0 || !minutes) return;
      const weight = sum > 0 ? (weights[index] ?? 0) / sum : own / running;
      // Usage is an average over the time that the container ran, which may be a part of the pod's.
      minutes[minute] = (used * weight * whole) / own;
    });
  }
  return shares;
}
