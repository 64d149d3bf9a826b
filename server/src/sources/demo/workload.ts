import type { RhythmName } from "./rhythm.ts";

/** What a container asks for, and what it takes when its workload is fully busy. */
export interface ContainerSpec {
  readonly name: string;
  /** Requests; 0 where it has none. */
  readonly cpu: number;
  readonly ramGib: number;
  readonly gpu?: number;
  readonly cpuUsed: number;
  readonly ramGibUsed: number;
  /** What it may take; where it is left out, memory may be taken as asked for, and more if more is used. */
  readonly ramLimitGib?: number;
  readonly cpuLimit?: number;
  /** Its memory grows from this much until it is killed at its limit, some days later; then from the beginning. */
  readonly leaksFromGib?: number | undefined;
  /** Seconds after its pod begins; a container waits for the native sidecar it talks through. */
  readonly startsAfter?: number;
}

/** When a CronJob runs, in UTC. Without an hour it runs in each hour, without a weekday on each day. */
export interface Schedule {
  readonly minute: number;
  readonly hour?: number;
  /** 0 is Sunday. */
  readonly weekday?: number;
  readonly lastsMinutes: { readonly from: number; readonly to: number };
}

/** GiB that all replicas together send in a busy hour, by how far it goes. */
interface Traffic {
  readonly zone?: number;
  readonly region?: number;
  readonly internet?: number;
}

/** One workload of the company, as its manifest and a look at its dashboards would describe it. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet" | "CronJob";
  /** Where it differs from its namespace's. */
  readonly team?: string;
  readonly tier: "frontend" | "backend" | "data" | "ml" | "infra";
  /** Node pool; a DaemonSet runs on each node of every pool. */
  readonly pool: string;
  /** Fewest and most replicas; the autoscaler moves between them. A job's pods run side by side. */
  readonly replicas: { readonly min: number; readonly max: number };
  readonly rhythm: RhythmName;
  /** Days from one rollout to the next. */
  readonly rolloutDays: number;
  readonly containers: readonly ContainerSpec[];
  readonly schedule?: Schedule;
  /** Each replica of a StatefulSet has a volume of this size. */
  readonly volumeGib?: number;
  readonly traffic?: Traffic;
  /** Grows with the catalogue until somebody tunes it. */
  readonly grows?: boolean;
  /** Every fourth rollout is a bad one: for hours its containers take three times the CPU. */
  readonly badReleases?: boolean;
}
