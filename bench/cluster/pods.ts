import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import {
  type ContainerObservation,
  MINUTES_PER_HOUR,
  type PerMinute,
  type PodObservation,
} from "../../server/src/domain/observation.ts";
import { BYTES_PER_GIB } from "../../server/src/domain/units.ts";
import { lettersOf, uuidOf } from "../../server/src/sources/demo/names.ts";
import { mix, unit } from "../../server/src/sources/demo/noise.ts";
import type { Company, Workload } from "./company.ts";

/** A pod of an hour, and what it is a pod of. */
export interface RunningPod {
  readonly workload: Workload;
  readonly pod: PodObservation;
  /** A hash of its own for this hour. */
  readonly key: number;
}

/** The pods of an hour, of which the source saw the minutes of `seen`. */
export function podsDuring(company: Company, hour: Instant, seen: PerMinute): RunningPod[] {
  const levels = new Levels(hour, seen);
  return company.workloads.flatMap((workload) =>
    Array.from({ length: workload.replicas }, (_, replica) => {
      const key = mix(mix(workload.key, replica), hour / HOUR_MS);
      const pod = podOf(workload, replica, { company, hour });
      return { workload, key, pod: { ...pod, containers: containersOf(workload, key, levels) } };
    }),
  );
}

/** A Deployment's pods are new with each rollout, a CronJob's each hour; the others stay. */
function generationOf({ kind, key, rolloutDays }: Workload, hour: Instant): number {
  if (kind === "CronJob") return hour / HOUR_MS;
  return kind === "Deployment" ? Math.floor((Math.floor(hour / DAY_MS) + (key % 8)) / rolloutDays) : 0;
}

function podOf(
  workload: Workload,
  replica: number,
  { company, hour }: { readonly company: Company; readonly hour: Instant },
): PodObservation {
  const { kind, name, namespace, labels, key } = workload;
  const generation = generationOf(workload, hour);
  const identity = `${name}/${replica}/${generation}`;
  const suffix =
    kind === "StatefulSet"
      ? String(replica)
      : `${lettersOf(`${name}/${generation}`, 8)}-${lettersOf(identity, 5)}`;
  const place = kind === "DaemonSet" ? replica : mix(mix(key, replica), generation);
  return {
    namespace,
    name: `${name}-${suffix}`,
    uid: uuidOf(identity),
    node: `node-${place % company.nodeCount}`,
    controllerKind: kind,
    controller: name,
    labels,
    containers: [],
  };
}

function containersOf(workload: Workload, key: number, levels: Levels): ContainerObservation[] {
  const ranMinutes = workload.kind === "CronJob" ? levels.jobMinutes(key) : levels.seen;
  const main = {
    name: "main",
    ranMinutes,
    cpuRequestCores: levels.constant(workload.cpuRequestCores),
    ramRequestBytes: levels.constant(workload.ramRequestGib * BYTES_PER_GIB),
    gpuRequest: levels.constant(0),
    cpuUsageCores: levels.usage(workload.cpuRequestCores, key),
    ramUsageBytes: levels.usage(workload.ramRequestGib * BYTES_PER_GIB, mix(key, 1)),
    billed: null,
  };
  if (!workload.hasSidecar) return [main];
  const sidecar = { cpu: 0.05, ram: 0.0625 * BYTES_PER_GIB };
  return [
    main,
    {
      ...main,
      name: "proxy",
      cpuRequestCores: levels.constant(sidecar.cpu),
      ramRequestBytes: levels.constant(sidecar.ram),
      cpuUsageCores: levels.usage(sidecar.cpu, mix(key, 2)),
      ramUsageBytes: levels.usage(sidecar.ram, mix(key, 3)),
    },
  ];
}

const JOB_MINUTES = 20;

/** Values by the minute; what never changes is made once, for all containers. */
class Levels {
  readonly seen: PerMinute;
  readonly #constants = new Map<number, PerMinute>();
  readonly #rush: number;

  constructor(hour: Instant, seen: PerMinute) {
    this.seen = seen;
    // Busiest in the afternoon, and quiet at night.
    this.#rush = 0.5 - 0.4 * Math.cos((((hour % DAY_MS) / HOUR_MS - 3) / 24) * 2 * Math.PI);
  }

  constant(value: number): PerMinute {
    const known = this.#constants.get(value) ?? new Float64Array(MINUTES_PER_HOUR).fill(value);
    this.#constants.set(value, known);
    return known;
  }

  /** Usage of something that was requested: from a tenth of the request to somewhat more than it. */
  usage(request: number, key: number): PerMinute {
    const base = request * (0.1 + 0.4 * unit(key) + 0.5 * this.#rush);
    return Float64Array.from(
      { length: MINUTES_PER_HOUR },
      (_, minute) => base * (1 + 0.1 * Math.sin(minute / 7 + (key % 7))),
    );
  }

  /** A job starts at a minute of its own. */
  jobMinutes(key: number): PerMinute {
    const first = key % (MINUTES_PER_HOUR - JOB_MINUTES);
    return this.seen.map((share, minute) => (minute >= first && minute < first + JOB_MINUTES ? share : 0));
  }
}
