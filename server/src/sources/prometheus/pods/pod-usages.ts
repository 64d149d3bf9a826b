import { MINUTE_MS } from "@kubecent/shared";
import { type ContainerObservation, MINUTES_PER_HOUR, type PerMinute } from "../../../domain/observation.ts";
import type { Series } from "../series/series.ts";
import { endsIn, listingsOf } from "./cgroups.ts";
import { type CpuContext, cpuUsage } from "./cpu-usage.ts";
import { Doubts } from "./doubts.ts";
import { fillEnds } from "./fill-ends.ts";
import type { NodeSize } from "./node-sizes.ts";
import type { PodCgroups } from "./pod-cgroups.ts";
import { byPod, podKey, type PodLives, type PodName } from "./pod-lives.ts";
import { ramUsage } from "./ram-usage.ts";
import { ranOf } from "./reserve-pod.ts";
import { shareUsage } from "./share-usage.ts";

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

    const { ledger, findings } = this.#context;
    const subject = { kind: "pod", namespace: pod.namespace, name: pod.pod } as const;
    const whole = { starts: [], size, doubts: new Doubts(subject, this.#context) };
    const listings = listingsOf(cpu);
    const ran = ranOf(containers);
    const cpuCores = this.#filled(cpuUsage(listings, whole, this.#context), ran, cpu);
    const used = ramUsage(listingsOf(ram), { ...whole, ends: endsIn(listings, ledger) }, this.#context);
    const ramBytes = this.#filled(used, ran, ram);
    const detail = `${containers.length} containers, none of them measured`;
    findings.note("usage_of_pod_only", subject, { minutes: MINUTES_PER_HOUR, detail });
    return shareUsage(containers, { cpuCores, ramBytes });
  }

  #filled(usage: PerMinute, ran: PerMinute, [first]: readonly Series[]): PerMinute {
    if (!first) return usage;
    return fillEnds(usage, ran, Math.ceil(this.#context.ledger.paceOf(first).longestMs / MINUTE_MS));
  }
}
