import type { Limits } from "../../../domain/advice/evidence.ts";
import { labelOf, type Series } from "../series/series.ts";
import { podKey, podNameOf } from "../pods/pod-lives.ts";
import type { ContainerBook } from "./container-book.ts";
import type { ShardFacts } from "./read-shard-facts.ts";
import type { WorkloadContainers } from "./workload-containers.ts";

/** No container has more; a limit beyond them is no limit, and periods beyond them were not of one hour. */
const MOST = { cpu: 1e5, memory: 1e15, periods: 1e9 } as const;

/** Notes what was told of a shard's containers, under their workloads. */
export function noteShardFacts(
  { limits, periods, throttled }: ShardFacts,
  workloads: WorkloadContainers,
  book: ContainerBook,
): void {
  for (const own of byContainer(limits ?? [])) noteLimits(own, workloads, book);
  // Without both nobody knows which share it was.
  if (!periods || !throttled) return;

  const throttledBy = new Map(throttled.map((series) => [keyOf(series), valueOf(series, MOST.periods)]));
  for (const series of periods) {
    const container = workloads.of(series);
    const all = valueOf(series, MOST.periods);
    if (!container || all === null || all === 0) continue;
    const held = throttledBy.get(keyOf(series)) ?? 0;
    book.periods(container, { all: Math.round(all), throttled: Math.round(Math.min(held, all)) });
  }
}

function byContainer(series: readonly Series[]): Iterable<readonly Series[]> {
  return Map.groupBy(series, keyOf).values();
}

function keyOf(series: Series): string {
  return `${podKey(podNameOf(series))}\n${labelOf(series, "container")}`;
}

function noteLimits(own: readonly Series[], workloads: WorkloadContainers, book: ContainerBook): void {
  const limitOf = (resource: "cpu" | "memory"): number | null => {
    const told = own.find((each) => labelOf(each, "resource") === resource);
    const value = told ? valueOf(told, MOST[resource]) : null;
    // A limit of 0 is none.
    return value === 0 ? null : value;
  };
  const limits: Limits = { cpuCores: limitOf("cpu"), ramBytes: limitOf("memory") };
  const [first] = own;
  const container = first && workloads.of(first);
  if (container && (limits.cpuCores !== null || limits.ramBytes !== null)) book.limits(container, limits);
}

/** The series' one value; null where it cannot be. */
export function valueOf({ values }: Series, most: number): number | null {
  const value = values.at(-1) ?? Number.NaN;
  return value >= 0 && value <= most ? value : null;
}
