import type { LimitRangeRule } from "../../../../../server/src/domain/advice/evidence.ts";
import { MIB } from "../truth.ts";

export const MINUTES_PER_DAY = 1_440;

/** What a container asks for and may take, in cores and bytes. */
export interface Resources {
  readonly requests: { readonly cpuCores: number; readonly ramBytes: number };
  readonly limits: { readonly cpuCores: number | null; readonly ramBytes: number | null };
}

/** A workload as it really is: what each replica takes in each minute, whatever anybody has asked for. */
export interface SimulatedWorkload {
  readonly name: string;
  readonly kind: string;
  readonly resources: Resources;
  /** Cores that all replicas together take when the load is 1, and of which one never takes less than `idle`. */
  readonly busyCores: number;
  readonly ramBytes: number;
  /** How the load goes over the day, from 0 to 1. */
  readonly load: (minuteOfDay: number) => number;
  /** Memory that a pod takes beside, by the minutes since midnight: a start, a report. */
  readonly ramPeak?: (minuteOfDay: number) => number;
  readonly replicas: { readonly min: number; readonly max: number };
  /** CPU that an autoscaler holds replicas at, as a share of the request; without one there are always `min`. */
  readonly cpuTarget?: number;
  /** Killed for want of memory on this day. */
  readonly killedOn?: number | undefined;
  readonly limitRanges?: readonly LimitRangeRule[];
}

const day = (minute: number): number => 0.55 - 0.45 * Math.cos((2 * Math.PI * minute) / MINUTES_PER_DAY);
const steady = (): number => 0.6;
const size = (cpuCores: number, mib: number, cpuLimit: number | null = null): Resources => ({
  requests: { cpuCores, ramBytes: mib * MIB },
  limits: { cpuCores: cpuLimit, ramBytes: mib * MIB },
});
const two = { min: 2, max: 2 };

export const WORKLOADS: readonly SimulatedWorkload[] = [
  {
    name: "oversized",
    kind: "Deployment",
    resources: size(2, 2048),
    busyCores: 0.6,
    ramBytes: 300 * MIB,
    load: day,
    replicas: two,
  },
  {
    name: "fitting",
    kind: "Deployment",
    resources: size(0.35, 390),
    busyCores: 0.6,
    ramBytes: 330 * MIB,
    load: day,
    replicas: two,
  },
  {
    name: "autoscaled",
    kind: "Deployment",
    resources: size(0.5, 1024),
    busyCores: 2.4,
    ramBytes: 400 * MIB,
    load: day,
    replicas: { min: 2, max: 8 },
    cpuTarget: 0.8,
  },
  {
    name: "nightly-report",
    kind: "StatefulSet",
    resources: size(1, 4096),
    busyCores: 0.3,
    ramBytes: 500 * MIB,
    load: steady,
    // Ten minutes a day: no percentile of minutes sees them.
    ramPeak: (minute) => (minute < 10 ? 1400 * MIB : 0),
    replicas: { min: 1, max: 1 },
  },
  {
    name: "killed",
    kind: "Deployment",
    resources: size(1, 1024),
    busyCores: 0.5,
    ramBytes: 400 * MIB,
    load: day,
    replicas: two,
    killedOn: 9,
  },
  {
    name: "bounded",
    kind: "DaemonSet",
    resources: size(1, 2048, 2),
    busyCores: 0.1,
    ramBytes: 150 * MIB,
    load: steady,
    replicas: two,
    limitRanges: [
      { name: "bounds", of: "Container", resource: "cpu", constraint: "min", value: 0.3 },
      { name: "bounds", of: "Container", resource: "memory", constraint: "min", value: 512 * MIB },
    ],
  },
];
