import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Amounts } from "../../../domain/advice/evidence.ts";
import { BYTES_PER_GIB, NANO } from "../../../domain/units.ts";
import { withTimeout } from "../../connection/with-timeout.ts";
import { type ContainerKey, containerText } from "./container-facts.ts";

/** What a workload's containers of one name did in one hour. */
interface HourRow extends ContainerKey {
  readonly hour: Date;
  readonly pods: bigint;
  readonly ran_seconds: bigint;
  readonly cpu_request_nano_core_hours: bigint;
  readonly ram_request_nano_gib_hours: bigint;
}

/** The last day on which a workload's containers of one name ran, hour by hour. */
export interface LastHours {
  /** The last hour in which any ran. */
  readonly lastSeen: Instant;
  /** In that hour, on average over its pods. */
  readonly requests: Amounts;
  /** By what share of it that may be off. */
  readonly requestsOff: number;
  /** Pods that ran at the same time, on average over the hours in which any ran. */
  readonly replicas: number;
}

/** Finds the last hours of containers, by `containerText` of their keys. */
export type FindLastHours = (key: ContainerKey) => LastHours | undefined;

/**
 * Reads the last hours of containers on the last day of a window; of those that did not run on it, later by `readEarlier`. Pods
 * without an owner are told apart.
 */
export async function readLastHours(
  client: pg.ClientBase,
  clusterId: number,
  { day, controllerIds }: { readonly day: Instant; readonly controllerIds?: readonly bigint[] },
): Promise<FindLastHours> {
  const { rows } = await client.query<HourRow>(
    withTimeout(
      `select fact.namespace_id, fact.controller_id, case when controller.name = '' then pod_id else 0 end as pod_id,
         container_id, hour, count(*) as pods, sum(ran_seconds) as ran_seconds,
         sum(cpu_request_nano_core_hours) as cpu_request_nano_core_hours,
         sum(ram_request_nano_gib_hours) as ram_request_nano_gib_hours
       from container_hour fact join controller using (cluster_id, controller_id)
       where fact.cluster_id = $1 and hour >= $2 and hour < $3 and fact.kind = 0 and ran_seconds > 0
         and ($4::bigint[] is null or fact.controller_id = any($4))
       group by 1, 2, 3, 4, 5`,
      [clusterId, new Date(day), new Date(day + DAY_MS), controllerIds ?? null],
    ),
  );
  const found = new Map([...Map.groupBy(rows, containerText)].map(([key, own]) => [key, lastHoursOf(own)]));
  return (key) => found.get(containerText(key));
}

function lastHoursOf(rows: readonly HourRow[]): LastHours | undefined {
  const [last] = rows.toSorted((a, b) => b.hour.getTime() - a.hour.getTime());
  if (!last) return undefined;
  const ranHours = Number(last.ran_seconds) / 3_600;
  const pods = rows.reduce((sum, row) => sum + podsAtOnce(row), 0) / rows.length;
  return {
    lastSeen: last.hour.getTime(),
    requests: {
      cpuCores: Number(last.cpu_request_nano_core_hours) / NANO / ranHours,
      ramBytes: (Number(last.ram_request_nano_gib_hours) / NANO / ranHours) * BYTES_PER_GIB,
    },
    requestsOff: offBy(last),
    replicas: pods,
  };
}

/** Time is kept in whole seconds, and whole hours are exact. */
function offBy({ pods, ran_seconds: seconds }: HourRow): number {
  const isWhole = seconds === pods * (BigInt(HOUR_MS) / 1000n);
  return isWhole ? 0 : Number(pods) / (2 * Number(seconds));
}

/** Pods that follow one another, as in a rollout, stand for one; of those that ran for a part of the hour alone at least one did. */
function podsAtOnce({ pods, ran_seconds: seconds }: HourRow): number {
  return Math.min(Number(pods), Math.max(1, Number(seconds) / (HOUR_MS / 1000)));
}
