import { DAY_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Amounts } from "../../domain/advice/evidence.ts";
import { BYTES_PER_GIB } from "../../domain/units.ts";
import { withTimeout } from "../connection/with-timeout.ts";

/** A closed day of a cluster. */
export interface ClosedDay {
  readonly clusterId: number;
  readonly day: Instant;
}

/** What was there on a day, by name, to tell advice that was followed from advice that holds no longer. */
export interface DayFacts {
  /** What the containers of a name requested hour by hour, by `containerKey`. */
  readonly requests: ReadonlyMap<string, readonly Amounts[]>;
  /** Workloads that ran, by `workloadKey`. */
  readonly workloads: ReadonlySet<string>;
  /** Names of volumes and nodes that were there. */
  readonly volumes: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

export interface WorkloadPlace {
  readonly namespace: string;
  readonly controllerKind: string;
  readonly controller: string;
}

export function workloadKey({ namespace, controllerKind, controller }: WorkloadPlace): string {
  return JSON.stringify([namespace, controllerKind, controller]);
}

export function containerKey(place: WorkloadPlace & { readonly container: string }): string {
  return JSON.stringify([place.namespace, place.controllerKind, place.controller, place.container]);
}

interface RequestRecord extends WorkloadPlace {
  readonly container: string;
  readonly cores: number[];
  readonly gib: number[];
}

/** Averages over the pods and the time in which they ran, hour by hour. */
const REQUESTS = `select namespace.name as namespace, controller.kind as "controllerKind", controller.name as controller,
    container.name as container, array_agg(cores) as cores, array_agg(gib) as gib
  from (select namespace_id, controller_id, container_id, hour,
      (sum(cpu_request_nano_core_hours) * 0.0000036 / sum(ran_seconds))::float8 as cores,
      (sum(ram_request_nano_gib_hours) * 0.0000036 / sum(ran_seconds))::float8 as gib
    from container_hour where cluster_id = $1 and hour >= $2 and hour < $3 and kind = 0 and ran_seconds > 0
    group by namespace_id, controller_id, container_id, hour) hours
  join namespace on namespace.cluster_id = $1 and namespace.namespace_id = hours.namespace_id
  join controller on controller.cluster_id = $1 and controller.controller_id = hours.controller_id
  join container on container.cluster_id = $1 and container.container_id = hours.container_id
  group by 1, 2, 3, 4`;

const VOLUMES = `select distinct asset.name from asset_hour join asset using (cluster_id, asset_id)
  where asset_hour.cluster_id = $1 and hour >= $2 and hour < $3 and asset.kind = 'volume'`;
const NODES = `select distinct node.name from node_hour join node using (cluster_id, node_id)
  where node_hour.cluster_id = $1 and hour >= $2 and hour < $3`;

/** Reads what was there on a day, from its hours. */
export async function readDayFacts(client: pg.ClientBase, { clusterId, day }: ClosedDay): Promise<DayFacts> {
  const values = [clusterId, new Date(day), new Date(day + DAY_MS)];
  const requests = await client.query<RequestRecord>(withTimeout(REQUESTS, values));
  const volumes = await client.query<{ name: string }>(withTimeout(VOLUMES, values));
  const nodes = await client.query<{ name: string }>(withTimeout(NODES, values));
  return {
    requests: new Map(requests.rows.map((row) => [containerKey(row), amountsOf(row)])),
    workloads: new Set(requests.rows.map(workloadKey)),
    volumes: new Set(volumes.rows.map(({ name }) => name)),
    nodes: new Set(nodes.rows.map(({ name }) => name)),
  };
}

function amountsOf({ cores, gib }: RequestRecord): Amounts[] {
  return cores.map((cpuCores, index) => ({ cpuCores, ramBytes: (gib[index] ?? 0) * BYTES_PER_GIB }));
}
