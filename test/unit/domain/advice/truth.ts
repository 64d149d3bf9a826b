import { DAY_MS, type Instant } from "@kubecent/shared";
import type {
  ContainerEvidence,
  EvidenceWindow,
  PodDay,
  WorkloadEvidence,
} from "../../../../server/src/domain/advice/evidence.ts";
import { CPU_BOUNDS, RAM_BOUNDS, sketchOf } from "../../../../server/src/domain/usage/usage-sketch.ts";

export const MIB = 1_048_576;
const GIB = 1_024 * MIB;
export const WINDOW_END = Date.UTC(2026, 10, 28);
const MINUTES_PER_DAY = 1_440;
const NANO_PER_CORE_HOUR = 30_000_000n;
const NANO_PER_GIB_HOUR = 4_000_000n;

/** What a container of one pod really did, minute by minute, from the start of its window's first day. */
export interface PodTruth {
  readonly pod: string;
  readonly pool?: string;
  readonly cpuCores: readonly number[];
  readonly ramBytes: readonly number[];
  /** Share of the minutes that were measured, from the first on; 1 where it is left out. */
  readonly measured?: number;
}

interface ContainerTruth extends Partial<ContainerEvidence> {
  readonly pods: readonly PodTruth[];
  readonly end?: Instant;
}

export function windowOf(days: number, end = WINDOW_END): EvidenceWindow {
  return { start: end - days * DAY_MS, end, seenHours: days * 24 };
}

/** What is seen of a container over a window of that many days, if it did this. */
export function containerOf(
  days: number,
  { pods, end = WINDOW_END, ...told }: ContainerTruth,
): ContainerEvidence {
  const requests = told.requests ?? { cpuCores: 1, ramBytes: GIB };
  const { start } = windowOf(days, end);
  return {
    container: "app",
    requests,
    limits: { cpuCores: null, ramBytes: requests.ramBytes },
    oomKills: [],
    verticalTarget: null,
    throttling: { hours: days * 24, throttledHours: 0, share: 0 },
    days: Array.from({ length: days }, (_, day) =>
      pods.flatMap((pod) => podDay(pod, { day, start }, requests) ?? []),
    ).flat(),
    ...told,
  };
}

function podDay(
  { pod, pool = "main", cpuCores, ramBytes, measured = 1 }: PodTruth,
  { day, start }: { readonly day: number; readonly start: number },
  requests: ContainerEvidence["requests"],
): PodDay | null {
  const cpu = cpuCores.slice(day * MINUTES_PER_DAY, (day + 1) * MINUTES_PER_DAY);
  const ram = ramBytes.slice(day * MINUTES_PER_DAY, (day + 1) * MINUTES_PER_DAY);
  if (cpu.length === 0) return null;
  const seen = Math.floor(cpu.length * measured);
  const cpuHours = hoursCharged(cpu, requests.cpuCores);
  const gibHours = hoursCharged(ram, requests.ramBytes) / GIB;
  return {
    day: start + day * DAY_MS,
    pod,
    podName: pod,
    node: `node-of-${pool}`,
    pool,
    ranSeconds: cpu.length * 60,
    cpuSeenSeconds: seen * 60,
    ramSeenSeconds: seen * 60,
    cpu: sketchOf({ values: Float64Array.from(cpu.slice(0, seen)), length: seen }, CPU_BOUNDS),
    cpuMaxCores: Math.max(...cpu.slice(0, seen)),
    ram: sketchOf({ values: Float64Array.from(ram.slice(0, seen)), length: seen }, RAM_BOUNDS),
    ramMaxBytes: Math.max(...ram.slice(0, seen)),
    requests,
    cpuNanoCoreHours: BigInt(Math.round(cpuHours * 1e9)),
    ramNanoGibHours: BigInt(Math.round(gibHours * 1e9)),
    cpuNano: (BigInt(Math.round(cpuHours * 1e9)) * NANO_PER_CORE_HOUR) / 1_000_000_000n,
    ramNano: (BigInt(Math.round(gibHours * 1e9)) * NANO_PER_GIB_HOUR) / 1_000_000_000n,
  };
}

/** Hours charged for: the greater of request and usage, minute by minute. */
function hoursCharged(usage: readonly number[], request: number): number {
  return usage.reduce((sum, used) => sum + Math.max(used, request), 0) / 60;
}

/** A workload of which everything is known and nothing is special, but for what is told. */
export function workloadOf(days: number, told: Partial<WorkloadEvidence>): WorkloadEvidence {
  return {
    cluster: "prod",
    currency: "USD",
    window: windowOf(days),
    namespace: "shop",
    kind: "Deployment",
    name: "web",
    labels: {},
    replicas: 1,
    runs: 1,
    newestPod: "web-7d4f9c-x2x5k",
    lastSeen: WINDOW_END - 3_600_000,
    scrapeSeconds: 30,
    autoscalers: [],
    limitRanges: [],
    quotas: [],
    containers: [],
    ...told,
  };
}

/** The same value in each minute of that many days. */
export function flat(days: number, value: number): number[] {
  return Array.from({ length: days * MINUTES_PER_DAY }, () => value);
}

/** The same, with another value in the first minutes of each day. */
export function peaked(days: number, value: number, peak: { value: number; minutes: number }): number[] {
  return Array.from({ length: days * MINUTES_PER_DAY }, (_, minute) =>
    minute % MINUTES_PER_DAY < peak.minutes ? peak.value : value,
  );
}
